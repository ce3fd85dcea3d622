"""A key in the address: for OpenRefine's door, of its own kind, and nowhere written."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr

import pytest
import structlog

from crible import telemetry
from crible.errors import UsageError
from crible.usecases import keys
from crible.web.app import create_app

QUERIES = {"queries": json.dumps({"q0": {"query": "IEMZ Kupol"}})}


@pytest.fixture(scope="module")
def world(compose):
    """Services and settings of these tests alone."""
    return compose()


@pytest.fixture(scope="module")
def secrets(world):
    """A key of each kind, by name."""
    return {
        name: keys.create(world[0], name, [name], actor="ada")[1]
        for name in ("reconcile", "screen", "read", "admin")
    }


@pytest.fixture(scope="module")
def client(world, secrets):
    """A client of a service that demands keys."""
    return create_app(*world).test_client()


def test_a_key_in_the_address_opens_the_door(client, world, secrets):
    """Queries are answered, and recorded in the name of the key."""
    url = f"/reconcile/~{secrets['reconcile']}/default"
    answer = client.post(url, data=QUERIES)
    assert answer.json["q0"]["result"][0]["id"] == "press:iemz-kupol"
    assert world[0].store.screenings(limit=1)[0].actor == "reconcile"


def test_the_manifest_leads_through_the_same_door(client, secrets):
    """Whatever address the manifest names works with the key that is in it."""
    url = f"/reconcile/~{secrets['reconcile']}/default"
    manifest = client.get(url).json
    view = manifest["view"]["url"].replace("{{id}}", "press:iemz-kupol")
    suggest = manifest["suggest"]["entity"]
    properties = manifest["extend"]["propose_properties"]
    for address in (
        view,
        f"{suggest['service_url']}{suggest['service_path']}?prefix=IEMZ",
        f"{properties['service_url']}{properties['service_path']}?type=Company",
    ):
        assert f"~{secrets['reconcile']}/" in address
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["screen", "read", "admin"])
def test_a_key_that_opens_more_is_refused_in_an_address(
    client, secrets, is_problem, name
):
    """Nobody makes a habit of writing a powerful key where logs keep it."""
    answer = client.post(f"/reconcile/~{secrets[name]}/default", data=QUERIES)
    assert "Replace it" in is_problem(answer, 403)["hint"]


@pytest.mark.parametrize("key", ["", "x", "crible_7Gk2mP0q_" + "x" * 40, "~", "%00"])
def test_another_key_in_the_address_is_refused(client, is_problem, key):
    """What is no key opens nothing, and is not repeated."""
    answer = client.post(f"/reconcile/~{key}/default", data=QUERIES)
    is_problem(answer, 401)
    assert "x" * 40 not in answer.text


def test_two_keys_are_refused(client, secrets, is_problem):
    """Which of them counts is not for crible to guess."""
    answer = client.post(
        f"/reconcile/~{secrets['reconcile']}/default",
        data=QUERIES,
        headers={"X-API-Key": secrets["screen"]},
    )
    is_problem(answer, 401)


@pytest.mark.parametrize(
    "url", ["/v1/lists", "/v1/screenings", "/entities/x", "/search/default?q=x"]
)
def test_the_key_opens_nothing_else(client, secrets, is_problem, url):
    """Neither in a header, nor in the address of another door."""
    key = secrets["reconcile"]
    is_problem(client.get(url, headers={"X-API-Key": key}), 403)
    is_problem(client.get(f"/~{key}{url}"), 404)


def test_the_scope_goes_with_no_other(world):
    """A key that may stand in an address is made for that alone."""
    with pytest.raises(UsageError, match="goes with no other"):
        keys.create(world[0], "both", ["screen", "reconcile"], actor="ada")


def test_the_key_is_in_no_log(client, secrets):
    """Neither what worked nor what failed leaves the key behind."""
    key = secrets["reconcile"]
    stream = io.StringIO()
    with redirect_stderr(stream):
        telemetry.configure("DEBUG")
        client.get(f"/reconcile/~{key}/default")
        client.get(f"/reconcile/~{key}/nothing")
        client.get(f"/reconcile/~{key}")
        client.get(f"/reconcile/~{key}/default/{key}")
        client.get(f"/reconcile/~{key}/default?unknown=1")
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    assert "request" in stream.getvalue()
    assert key not in stream.getvalue()
