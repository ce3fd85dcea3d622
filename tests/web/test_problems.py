"""Every error of every route has one shape and repeats nothing that was sent."""

from __future__ import annotations

import dataclasses

import pytest

from crible.errors import StoreUnavailable
from crible.web.app import create_app

# A word that occurs nowhere in crible; no answer and no log may hold it.
SCREENED = "Zzyzxname"

REFUSED = [
    ("GET", "/", {}, 404),
    ("GET", f"/v1/{SCREENED}", {}, 404),
    ("GET", f"/v1/entries/{SCREENED}", {}, 404),
    ("GET", f"/v1/snapshots/{SCREENED}", {}, 404),
    ("GET", f"/v1/screenings/{SCREENED}", {}, 404),
    ("GET", f"/v1/entries/press:iemz-kupol?{SCREENED}=1", {}, 422),
    ("GET", f"/v1/entries/press:iemz-kupol?snapshot={SCREENED}", {}, 404),
    ("GET", f"/v1/lists?name={SCREENED}", {}, 400),
    ("GET", "/v1//lists", {}, 404),
    ("GET", "/v1/lists/", {}, 404),
    ("GET", "/v1/screen", {}, 405),
    ("DELETE", "/v1/lists", {}, 405),
    ("TRACE", "/openapi.json", {}, 405),
    (SCREENED.upper(), "/healthz", {}, 405),
    ("POST", "/v1/screen", {}, 415),
    ("POST", "/v1/screen", {"data": SCREENED, "content_type": "text/plain"}, 415),
    ("POST", "/v1/scan", {"data": {"text": SCREENED}}, 415),
    (
        "POST",
        "/v1/scan",
        {"data": b"{}", "content_type": "application/json; charset=latin-1"},
        415,
    ),
    ("POST", "/v1/screen", {"data": SCREENED, "content_type": "application/json"}, 400),
    ("POST", "/v1/screen", {"json": {SCREENED: SCREENED}}, 422),
    ("POST", "/v1/screen", {"json": {"subjects": SCREENED}}, 422),
    ("POST", "/v1/screen", {"json": {"subjects": [], SCREENED: 1}}, 422),
    (
        "POST",
        "/v1/screen",
        {"json": {"subjects": [{"name": SCREENED}], "lists": [SCREENED.lower()]}},
        422,
    ),
    (
        "POST",
        "/v1/screen",
        {"json": {"subjects": [{"name": SCREENED}], "threshold": SCREENED}},
        422,
    ),
    ("POST", "/v1/scan", {"json": {"text": [SCREENED]}}, 422),
    ("GET", "/healthz", {"headers": {"Host": f"{SCREENED}.example"}}, 421),
]


@pytest.mark.parametrize(("method", "url", "request_", "status"), REFUSED, ids=str)
def test_refusals_share_one_shape(client, is_problem, method, url, request_, status):
    """Whatever is wrong, the answer is a problem document without what was sent."""
    answer = client.open(url, method=method, **request_)
    is_problem(answer, status)
    assert SCREENED.lower() not in answer.text.lower()


@pytest.mark.parametrize(
    "subject",
    [
        {SCREENED: 1},
        {"name": [SCREENED]},
        {"name": "a", "kind": SCREENED},
        {"name": "a", "countries": [SCREENED]},
        {"name": "a", "identifiers": {f"{SCREENED} 1": "1"}},
        {"name": "a", "birth_date": SCREENED},
    ],
    ids=str,
)
def test_a_subject_problem_does_not_repeat_what_was_sent(screen, subject):
    """The problem of a refused subject describes the fault, not the value."""
    (result,) = screen(subject)
    assert result["outcome"] == "error"
    assert SCREENED.lower() not in str(result["problem"]).lower()


def test_a_method_refusal_names_the_methods_that_work(client):
    """A 405 carries the header Allow, as RFC 9110 demands."""
    assert "POST" in client.get("/v1/screen").headers["Allow"]


class BrokenStore:
    """A store whose every method fails in one way."""

    def __init__(self, error):
        self._error = error

    def __getattr__(self, name):
        return self

    def __call__(self, *_args, **_named):
        """Fail."""
        raise self._error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (StoreUnavailable(f"No {SCREENED} at port 5433."), 503, "store-unavailable"),
        (ZeroDivisionError(f"division of {SCREENED}"), 500, "internal"),
        (RecursionError(SCREENED), 500, "internal"),
    ],
    ids=["known", "unforeseen", "deep"],
)
def test_failures_share_the_shape(composed, is_problem, error, status, code):
    """A failure of ours is a problem document too, and tells no inner detail."""
    services, settings = composed
    broken = dataclasses.replace(services, store=BrokenStore(error))
    answer = create_app(broken, settings).test_client().get("/v1/lists")
    assert is_problem(answer, status)["code"] == code
    assert SCREENED not in answer.text
