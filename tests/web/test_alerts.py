"""/v1/alerts and /v1/decisions: a queue, a person, a record."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pydantic import TypeAdapter

from crible.usecases import keys
from crible.web.api import answers, review_answers
from crible.web.app import create_app

NO = {
    "verdict": "false_positive",
    "reason": "country-differs",
    "note": "Ours bakes bread in Lyon.",
}


@pytest.fixture
def world(compose):
    """Services and settings of this test alone."""
    return compose()


@pytest.fixture
def client(world):
    """A client of an application over them."""
    return create_app(*world).test_client()


@pytest.fixture
def raised(client):
    """A function that screens a name; gives the id of its alert."""

    def raised(name="IEMZ Kupol", **more):
        answer = client.post("/v1/screen", json={"subjects": [{"name": name, **more}]})
        return answer.json["results"][0]["hits"][0]["alert"]["id"]

    return raised


def _decide(client, alert, **more):
    url = f"/v1/alerts/{alert}/decisions"
    headers = more.pop("headers", {})
    return client.post(url, json={**NO, **more}, headers=headers)


def _check(model, answer):
    """Hold an answer against its model, and give it back."""
    TypeAdapter(model).validate_json(answer.data, extra="forbid")
    return answer.json


def test_from_a_hit_to_a_decision(client, raised):
    """A hit is in the queue, is decided, is out of it, and says so ever after."""
    alert = raised(reference="17")
    waiting = _check(
        review_answers.AlertsAnswer, client.get("/v1/alerts?state=waiting")
    )
    assert [row["id"] for row in waiting["alerts"]] == [alert]
    assert waiting["next"] is None
    answer = _decide(client, alert)
    assert answer.status_code == 201
    made = _check(review_answers.Decision, answer)
    assert answer.headers["Location"] == f"/v1/decisions/{made['id']}"
    assert client.get(answer.headers["Location"]).json == made
    assert client.get("/v1/alerts?state=waiting").json["alerts"] == []
    shown = _check(review_answers.AlertAnswer, client.get(f"/v1/alerts/{alert}"))
    assert shown["state"] == "decided"
    assert shown["decisions"] == [made]
    assert shown["hit"]["contributions"]
    assert shown["entry_then"] == shown["entry_now"]
    again = client.post(
        "/v1/screen", json={"subjects": [{"name": "IEMZ Kupol", "reference": "17"}]}
    )
    (result,) = _check(answers.ScreenAnswer, again)["results"]
    assert result["outcome"] == "match"
    assert result["hits"][0]["alert"]["decision"]["id"] == made["id"]
    _check(review_answers.AlertDecisions, client.get(f"/v1/alerts/{alert}/decisions"))
    found = _check(review_answers.DecisionsAnswer, client.get("/v1/decisions"))
    assert found["decisions"] == [made]


def test_who_comes_second_is_told(client, raised, is_problem):
    """Their decision is not stored; with the first one's id it is a correction."""
    alert = raised()
    first = _decide(client, alert).json
    refused = is_problem(
        _decide(client, alert, verdict="true_match", reason="other"), 409
    )
    assert refused["code"] == "out-of-date"
    assert first["id"] in refused["hint"]
    back = {"verdict": "reopen", "reason": "mistake", "after": first["id"]}
    assert _decide(client, alert, **back).json["number"] == 2
    is_problem(_decide(client, alert, **back), 409)


def test_two_people_at_the_same_time(world, raised):
    """One of them decides, all others get 409."""
    alert = raised()
    app = create_app(*world)
    with ThreadPoolExecutor(6) as pool:
        codes = list(
            pool.map(lambda _: _decide(app.test_client(), alert).status_code, range(6))
        )
    assert sorted(codes) == [201] + [409] * 5


def test_a_request_that_comes_again_is_answered_alike(client, raised, is_problem):
    """With its Idempotency-Key it is decided once; another body is refused."""
    alert, headers = raised(), {"Idempotency-Key": "k-1"}
    first = _decide(client, alert, headers=headers)
    assert _decide(client, alert, headers=headers).json == first.json
    other = _decide(client, alert, headers=headers, note="Another.")
    assert is_problem(other, 422)["code"] == "request-differs"
    assert len(client.get("/v1/decisions").json["decisions"]) == 1


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"verdict": "clear"}, "verdict"),
        ({"reason": "name-agrees"}, "reason"),
        ({"note": "  "}, "note"),
        ({"note": "x" * 4001}, "note"),
        ({"expires": "soon"}, "expires"),
        ({"expires": "2020-01-01"}, "expires"),
        ({"verdict": "hold", "reason": "other", "expires": "2099-01-01"}, "expires"),
        ({"after": 7}, "after"),
        ({"actor": "somebody else"}, None),
    ],
    ids=str,
)
def test_a_decision_that_cannot_be_is_refused(client, raised, is_problem, body, where):
    """The problem names the field, and nothing is stored."""
    alert = raised()
    assert is_problem(_decide(client, alert, **body), 422).get("where") == where
    assert client.get(f"/v1/alerts/{alert}").json["decisions"] == []


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "/v1/alerts/nothing"),
        ("GET", "/v1/alerts/nothing/decisions"),
        ("POST", "/v1/alerts/nothing/decisions"),
        ("POST", "/v1/alerts/no%00thing/decisions"),
        ("GET", "/v1/decisions/nothing"),
    ],
)
def test_what_is_not_there_is_not_found(client, is_problem, method, url):
    """An alert or a decision that nobody knows is 404."""
    is_problem(client.open(url, method=method, json=NO), 404)


def test_an_expiry_is_kept(world, client, raised):
    """A day means its end; from then on the alert waits again."""
    services, settings = world
    alert = raised()
    made = _decide(client, alert, expires="2026-12-01").json
    assert made["expires"].startswith("2026-12-01T23:59:59.999999")
    later = dataclasses.replace(
        services, clock=lambda: services.clock() + timedelta(days=40)
    )
    client = create_app(later, settings).test_client()
    (row,) = client.get("/v1/alerts?state=lapsed").json["alerts"]
    assert row["lapsed"] == {"decision": made["id"], "why": "expired"}


def test_the_actor_is_the_key(world, is_problem):
    """Who decides is who holds the key, and it takes the scope."""
    services, settings = world
    made = {}
    for scope in ("screen", "review", "read"):
        _, secret = keys.create(services, f"the {scope} key", [scope], actor="ada")
        made[scope] = {"X-API-Key": secret}
    client = create_app(services, settings).test_client()
    answer = client.post(
        "/v1/screen",
        json={"subjects": [{"name": "IEMZ Kupol"}]},
        headers=made["screen"],
    )
    alert = answer.json["results"][0]["hits"][0]["alert"]["id"]
    for scope in ("screen", "read"):
        is_problem(_decide(client, alert, headers=made[scope]), 403)
    done = _decide(client, alert, headers=made["review"])
    assert done.json["actor"] == "the review key"


@pytest.mark.parametrize("order", ["newest", "score"])
def test_pages_go_on_where_they_ended(client, raised, order):
    """A cursor belongs to its order; nothing is seen twice while new alerts come."""
    wanted = {raised(reference=str(number)) for number in range(7)}
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/v1/alerts?limit=3&order={order}&cursor={cursor}").json
        seen += [row["id"] for row in page["alerts"]]
        cursor = page["next"]
        raised("Almaz-Antey", reference=f"late {len(seen)}")
        assert len(seen) < 30
    assert len(seen) == len(set(seen))
    if order == "newest":
        assert wanted <= set(seen)
    else:
        assert len(wanted & set(seen)) == 7


def test_a_cursor_of_another_order_is_refused(client, raised, is_problem):
    """Mixing two orders would skip alerts in silence."""
    raised(reference="1")
    raised(reference="2")
    cursor = client.get("/v1/alerts?limit=1&order=score").json["next"]
    answer = client.get(f"/v1/alerts?limit=1&cursor={cursor}")
    assert is_problem(answer, 422)["where"] == "cursor"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("state=open", 2),
        ("state=decided", 0),
        ("list=press", 2),
        ("list=ofac-sdn", 0),
        ("band=strong", 2),
        ("reference=17", 1),
        ("entry=press:almaz-antey", 1),
        ("portfolio=none", 0),
        ("batch=none", 0),
        ("since=2026-11-04T12:00:00Z", 2),
        ("since=2026-11-04T12:00:01Z", 0),
    ],
)
def test_alerts_are_narrowed(client, raised, query, count):
    """By every filter of the contract."""
    raised(reference="17")
    raised("Almaz-Antey", reference="18")
    assert len(client.get(f"/v1/alerts?{query}").json["alerts"]) == count


def test_an_alert_that_has_not_changed_is_not_sent_again(client, raised):
    """Its ETag changes with a decision."""
    url = f"/v1/alerts/{raised()}"
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    _decide(client, url.rpartition("/")[2])
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_figures_tell_how_many_wait(client, raised):
    """Without a name or a reference."""
    _decide(client, raised(reference="a secret"))
    raised("Almaz-Antey")
    text = client.get("/metrics").text
    assert 'crible_alerts{state="open"} 1.0' in text
    assert 'crible_alerts{state="decided"} 1.0' in text
    assert "crible_oldest_alert_seconds 0.0" in text
    assert "secret" not in text
