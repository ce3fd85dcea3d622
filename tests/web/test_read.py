"""``GET``: lists, entries, snapshots, screenings."""

from __future__ import annotations

import pytest


def test_lists_tell_what_is_loaded(client, composed):
    """Every known list is there with its state; the answer names the snapshot."""
    answer = client.get("/v1/lists").json
    states = {item["key"]: item["status"] for item in answer["lists"]}
    assert states["press"] == states["ofac-sdn"] == "good"
    assert answer["snapshot"] == composed[0].store.current_snapshot().id


def test_an_entry_is_shown_whole(client):
    """An entry has its names, relations, identifiers and designations."""
    kupol = client.get("/v1/entries/press:iemz-kupol").json["entry"]
    almaz = client.get("/v1/entries/press%3Aalmaz-antey").json["entry"]
    assert [name["script"] for name in kupol["names"]] == ["Latn", "Cyrl"]
    assert kupol["relations"][0]["target"] == almaz["id"]
    assert kupol["dates"] == [{"what": "founded", "value": "1957"}]
    assert almaz["designations"][0]["listed_on"] == "2014-07-31"
    assert almaz["identifiers"][0]["scheme"] == "inn"


def test_an_entry_can_be_asked_for_as_of_a_snapshot(client, is_problem):
    """A named snapshot is used; one that does not exist is not found."""
    now = client.get("/v1/lists").json["snapshot"]
    url = "/v1/entries/press:iemz-kupol"
    assert client.get(f"{url}?snapshot={now}").json["snapshot"] == now
    is_problem(client.get(f"{url}?snapshot=s0"), 404)


def test_a_snapshot_names_its_versions(client):
    """A snapshot lists each list version with the hash that proves it."""
    now = client.get("/v1/lists").json["snapshot"]
    versions = client.get(f"/v1/snapshots/{now}").json["versions"]
    assert [version["key"] for version in versions] == ["ofac-sdn", "press"]
    assert all(version["sha256"].startswith(version["version"]) for version in versions)


@pytest.mark.parametrize("room", ["entries", "snapshots", "screenings"])
@pytest.mark.parametrize(
    "id", ["none", "a%00b", "%ED%A0%80", "%0A", "a/b", "x" * 301, "..", "%2e%2e"]
)
def test_an_unknown_id_is_not_found(client, is_problem, room, id):  # noqa: A002
    """An id that does not exist, or cannot, is a plain 404 that does not repeat it."""
    document = is_problem(client.get(f"/v1/{room}/{id}"), 404)
    assert document["code"] == "not-found"
