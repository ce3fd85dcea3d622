"""Signing in with a password: who gets in, how often one may try, what is remembered."""

from __future__ import annotations

import json

import pytest

from crible.usecases import keys, users
from crible.web.app import create_app
from crible.web.throttle import Throttle

PASSWORD = "correct horse battery"  # noqa: S105 - of a user of the tests
EVE = {"name": "eve", "password": PASSWORD}


class Time:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        """The time."""
        return self.now


@pytest.fixture
def time():
    """The time of the throttle."""
    return Time()


@pytest.fixture(scope="module")
def world(compose):
    """Services with a user."""
    services, settings = compose()
    users.add(services, "eve", "reviewer", PASSWORD, actor="ada")
    return services, settings


@pytest.fixture
def client(world, time):
    """A browser of nobody in particular."""
    return create_app(*world, Throttle(time)).test_client()


def _actions(services, count):
    with services.store.trail.view() as view:
        return [row.action for row in view.rows()][-count:]


def test_a_person_signs_in_asks_and_signs_out(client, world, is_problem):
    """The cookie opens what the role opens, and nothing after signing out."""
    assert client.post("/v1/session", json=EVE).json == {
        "name": "eve",
        "kind": "user",
        "scopes": ["screen", "review", "read"],
    }
    assert client.get("/v1/session").json["name"] == "eve"
    answer = client.post("/v1/screen", json={"subjects": [{"name": "IEMZ Kupol"}]})
    record = answer.json["results"][0]["screening"]
    assert client.get(f"/v1/screenings/{record}").json["actor"] == "eve"
    assert client.delete("/v1/session").status_code == 204
    is_problem(client.get("/v1/session"), 401)
    assert _actions(world[0], 3) == ["signed-in", "screened", "signed-out"]


@pytest.mark.parametrize(
    ("base", "name", "secure"),
    [
        ("http://localhost", "crible_session", False),
        ("https://localhost", "__Host-crible_session", True),
    ],
)
def test_the_cookie_is_for_the_browser_alone(client, base, name, secure):
    """No script reads it, no other site sends it, over TLS no subdomain sets it."""
    answer = client.post("/v1/session", json=EVE, base_url=base)
    said = answer.headers["Set-Cookie"]
    assert said.startswith(f"{name}=")
    for word in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=36000"):
        assert word in said
    assert ("Secure" in said) is secure
    assert "Domain" not in said
    assert answer.headers["Cache-Control"] == "no-store"


def test_over_tls_a_plain_cookie_counts_for_nothing(client, world, is_problem):
    """A cookie that something without TLS could have set opens nothing over TLS."""
    _, token = users.sign_in(world[0], "eve", PASSWORD)
    client.set_cookie("crible_session", token, domain="localhost")
    assert client.get("/v1/session").status_code == 200
    is_problem(client.get("/v1/session", base_url="https://localhost"), 401)


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}],
    ids=str,
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_no_page_of_another_site_signs_anybody_in_or_out(
    client, is_problem, method, headers
):
    """Neither into somebody else's account, nor out of one's own."""
    if method == "DELETE":
        client.post("/v1/session", json=EVE)
    answer = client.open("/v1/session", method=method, json=EVE, headers=headers)
    is_problem(answer, 403)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": "eve", "password": "wrong password!"}, 401),
        ({"name": "nobody", "password": PASSWORD}, 401),
        ({"name": "eve", "password": ""}, 401),
        ({"name": "eve", "password": "x" * 1001}, 422),
        ({"name": "eve"}, 422),
        ({"name": "eve", "password": None}, 422),
        ({**EVE, "role": "admin"}, 422),
    ],
    ids=str,
)
def test_what_does_not_sign_in(client, world, is_problem, wrong, status):
    """Nobody learns whether the name or the password was wrong; the trail remembers."""
    answer = client.post("/v1/session", json=wrong)
    document = is_problem(answer, status)
    assert "Set-Cookie" not in answer.headers
    assert wrong.get("password") != PASSWORD or PASSWORD not in json.dumps(document)
    if status == 401:
        assert document["detail"] == "The name or the password is wrong."
        assert _actions(world[0], 1) == ["sign-in-refused"]


def test_tries_are_counted_by_address(client, time, is_problem):
    """After twenty wrong ones even the right one waits, without being hashed."""
    for number in range(20):
        wrong = {"name": f"user {number}", "password": "wrong password!"}
        is_problem(client.post("/v1/session", json=wrong), 401)
    answer = client.post("/v1/session", json=EVE)
    is_problem(answer, 429)
    assert int(answer.headers["Retry-After"]) >= 1
    time.now += 5
    assert client.post("/v1/session", json=EVE).status_code == 200


def test_tries_are_counted_by_name(world, time, is_problem):
    """From however many addresses, one name is tried so often and no more."""
    client = create_app(*world, Throttle(time)).test_client()
    wrong = {"name": "eve", "password": "wrong password!"}
    for number in range(30):
        place = {"REMOTE_ADDR": f"127.0.1.{number}"}
        is_problem(client.post("/v1/session", json=wrong, environ_base=place), 401)
    place = {"REMOTE_ADDR": "127.0.2.1"}
    is_problem(client.post("/v1/session", json=EVE, environ_base=place), 429)
    time.now += 5
    answer = client.post("/v1/session", json=EVE, environ_base=place)
    assert answer.status_code == 200


def test_a_key_has_no_session_to_end(client, world, is_problem):
    """Who asks with a key is told so, and the key goes on opening."""
    _, secret = keys.create(world[0], "desk", ["read"], actor="ada")
    headers = {"X-API-Key": secret}
    is_problem(client.delete("/v1/session", headers=headers), 400)
    assert client.get("/v1/session", headers=headers).json["kind"] == "key"
