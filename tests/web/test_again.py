"""The same request again, pages, and answers that have not changed."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from crible.usecases import keys, retention
from crible.web.app import create_app

BODY = {"subjects": [{"name": "IEMZ Kupol", "reference": "7"}, {"name": ""}, {}]}


def _again(client, body=None, key="k-1", url="/v1/screen", **headers):
    return client.post(
        url, json=body or BODY, headers={"Idempotency-Key": key, **headers}
    )


@pytest.fixture
def world(compose):
    """Services and settings of this test alone."""
    return compose()


@pytest.fixture
def client(world):
    """A client of an application over them."""
    return create_app(*world).test_client()


def test_the_same_request_is_answered_alike_and_recorded_once(client, world):
    """A client that saw no answer may send again."""
    first, second = _again(client), _again(client)
    assert first.status_code == second.status_code == 200
    assert first.json == second.json
    assert len(world[0].store.screenings()) == 3


def test_a_scan_again_is_answered_alike(client):
    """The same holds for texts."""
    body = {"text": "by IEMZ Kupol"}
    first = _again(client, body, url="/v1/scan")
    assert first.json["mentions"]
    assert first.json == _again(client, body, url="/v1/scan").json


def test_the_same_request_at_the_same_time_is_recorded_once(world):
    """Whoever comes second is answered from the record of the first."""
    app = create_app(*world)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: _again(app.test_client()), range(12)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(world[0].store.screenings()) == 3


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("/v1/screen", {"subjects": [{"name": "Another"}]}),
        ("/v1/screen", {**BODY, "limit": 1}),
        ("/v1/scan", {"text": "a"}),
    ],
)
def test_the_key_of_another_request_is_refused(client, is_problem, url, body):
    """A key that was used says so, rather than give somebody else's answer."""
    _again(client)
    answer = _again(client, body, url=url)
    assert is_problem(answer, 422)["code"] == "request-differs"


def test_keys_of_different_callers_never_meet(client, world):
    """Two callers may use the same text."""
    _, one = keys.create(world[0], "one", ["screen"], actor="ada")
    _, two = keys.create(world[0], "two", ["screen"], actor="ada")
    first = _again(client, **{"X-API-Key": one})
    second = _again(client, {"subjects": [{"name": "B"}]}, **{"X-API-Key": two})
    assert first.status_code == second.status_code == 200


def test_what_retention_removed_is_not_screened_again(client, world, is_problem):
    """The key still stands for the request whose records are gone."""
    _again(client)
    services, _ = world
    later = dataclasses.replace(
        services, clock=lambda: services.clock() + timedelta(days=1)
    )
    done = retention.erase(later, later.clock(), actor="ada")
    # The hit waits for a person.
    assert (done.screenings, done.waiting) == (2, 1)
    is_problem(_again(client), 404)
    assert retention.forget_requests(later, 0) == 1
    assert _again(client).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 201])
def test_an_unusable_key_is_refused(client, is_problem, key):
    """A key is visible ASCII, not too long."""
    sent = key.encode().decode("latin-1")
    is_problem(_again(client, key=sent), 422)


def _pages(client, url, **query):
    cursor = ""
    while True:
        answer = client.get(url, query_string={**query, "cursor": cursor}).json
        (rows,) = [value for value in answer.values() if isinstance(value, list)]
        yield rows
        cursor = answer["next"]
        if not cursor:
            return


def test_pages_of_screenings_hold_each_once(client):
    """Rows that come meanwhile move nothing."""
    for number in range(7):
        client.post("/v1/screen", json={"subjects": [{"name": f"Name {number}"}]})
    seen = []
    for page in _pages(client, "/v1/screenings", limit=3):
        seen += [row["screening"] for row in page]
        client.post("/v1/screen", json={"subjects": [{"name": "Meanwhile"}]})
    assert len(seen) == len(set(seen)) == 7


def test_pages_of_screenings_are_narrowed(client):
    """By outcome, caller and time."""
    client.post("/v1/screen", json=BODY)
    url = "/v1/screenings"
    assert len(client.get(f"{url}?outcome=match").json["screenings"]) == 1
    assert len(client.get(f"{url}?outcome=error").json["screenings"]) == 2
    assert client.get(f"{url}?actor=nobody").json["screenings"] == []
    assert client.get(f"{url}?since=2027-01-01T00:00:00Z").json["screenings"] == []
    found = client.get(f"{url}?since=2026-01-01T00:00:00%2B01:00").json["screenings"]
    assert len(found) == 3
    assert "Kupol" not in str(found)


def test_pages_of_entries_hold_each_once(client):
    """In the order of their ids, to the end."""
    pages = list(_pages(client, "/v1/entries", list="ofac-sdn", limit=2))
    ids = [row["id"] for page in pages for row in page]
    assert ids == sorted(ids)
    assert len(ids) == 4
    assert {row["list"] for page in pages for row in page} == {"ofac-sdn"}


def test_entries_of_a_list_that_is_not_loaded(client, is_problem):
    """There are none to be listed."""
    is_problem(client.get("/v1/entries?list=nowhere"), 404)
    is_problem(client.get("/v1/entries?list=press&snapshot=s0"), 404)


def test_snapshots_are_listed_newest_first(client):
    """Each state that the lists were in can be found."""
    newest = client.get("/v1/lists").json["snapshot"]
    pages = [page for page in _pages(client, "/v1/snapshots", limit=1) if page]
    sizes = [len(row["versions"]) for page in pages for row in page]
    assert sizes == sorted(sizes, reverse=True)
    assert newest == pages[0][0]["snapshot"]


@pytest.mark.parametrize(
    "cursor", ["x", "!!", "W10", "WzFd", "bnVsbA", "WyJhIiwiYiIsImMiXQ", "a" * 2000]
)
@pytest.mark.parametrize(
    "url", ["/v1/screenings?", "/v1/snapshots?", "/v1/entries?list=press&"]
)
def test_a_made_up_cursor_is_refused(client, is_problem, url, cursor):
    """A cursor is what an answer said, and nothing else."""
    is_problem(client.get(f"{url}cursor={cursor}"), 422)


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=501", "limit=x", "limit=1.5", "outcome=fine"),
        *("since=yesterday", "since=2026-11-01T00:00:00", "unknown=1"),
    ],
)
def test_an_unusable_parameter_is_refused(client, is_problem, query):
    """Unknown, out of range, without a zone: never ignored."""
    is_problem(client.get(f"/v1/screenings?{query}"), 422)


def test_the_same_parameter_twice_is_refused(client, is_problem):
    """Nobody guesses which one counts."""
    is_problem(client.get("/v1/screenings?limit=1&limit=2"), 400)


@pytest.mark.parametrize("url", ["/v1/lists", "/v1/entries/press:iemz-kupol"])
def test_what_has_not_changed_is_not_sent_again(client, url):
    """The ETag of an answer, sent back, is answered by 304 and nothing else."""
    first = client.get(url)
    tag = first.headers["ETag"]
    second = client.get(url, headers={"If-None-Match": tag})
    assert second.status_code == 304
    assert second.data == b""
    assert second.headers["ETag"] == tag
    assert client.get(url, headers={"If-None-Match": '"x"'}).data == first.data


def test_a_list_that_changed_has_another_tag(client, world):
    """A new failure is news."""
    services, _ = world
    before = client.get("/v1/lists").headers["ETag"]
    services.store.record_failure(
        "press", at=services.clock(), reason="cut off", source="a file"
    )
    assert client.get("/v1/lists").headers["ETag"] != before


def test_a_replay_says_identical(client):
    """A recorded answer comes out the same again."""
    (first, *_) = client.post("/v1/screen", json=BODY).json["results"]
    found = client.get(f"/v1/screenings/{first['screening']}/replay").json
    assert found["identical"] is True
    assert found["differs"] == []
    assert found["snapshot"] == first["snapshot"]


def test_a_replay_of_nothing_is_not_found(client, is_problem):
    """An id that no record has leads nowhere."""
    is_problem(client.get("/v1/screenings/none/replay"), 404)
