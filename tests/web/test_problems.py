"""Every error of every route has one shape and repeats nothing that was sent."""

from __future__ import annotations

import dataclasses

import pytest
from crible.web.app import create_app

from crible.errors import StoreUnavailable

# A word that occurs nowhere in crible; no answer and no log may hold it.
SECRET = "Zzyzxname"

REFUSED = [
    ("GET", "/", {}, 404),
    ("GET", f"/v1/{SECRET}", {}, 404),
    ("GET", f"/v1/entries/{SECRET}", {}, 404),
    ("GET", f"/v1/snapshots/{SECRET}", {}, 404),
    ("GET", f"/v1/screenings/{SECRET}", {}, 404),
    ("GET", f"/v1/entries/press:iemz-kupol?{SECRET}=1", {}, 422),
    ("GET", f"/v1/entries/press:iemz-kupol?snapshot={SECRET}", {}, 404),
    ("GET", f"/v1/lists?name={SECRET}", {}, 400),
    ("GET", "/v1//lists", {}, 404),
    ("GET", "/v1/lists/", {}, 404),
    ("GET", "/v1/screen", {}, 405),
    ("DELETE", "/v1/lists", {}, 405),
    ("TRACE", "/openapi.json", {}, 405),
    (SECRET.upper(), "/healthz", {}, 405),
    ("POST", "/v1/screen", {}, 415),
    ("POST", "/v1/screen", {"data": SECRET, "content_type": "text/plain"}, 415),
    ("POST", "/v1/scan", {"data": {"text": SECRET}}, 415),
    (
        "POST",
        "/v1/scan",
        {"data": b"{}", "content_type": "application/json; charset=latin-1"},
        415,
    ),
    ("POST", "/v1/screen", {"data": SECRET, "content_type": "application/json"}, 400),
    ("POST", "/v1/screen", {"json": {SECRET: SECRET}}, 422),
    ("POST", "/v1/screen", {"json": {"subjects": SECRET}}, 422),
    ("POST", "/v1/screen", {"json": {"subjects": [], SECRET: 1}}, 422),
    (
        "POST",
        "/v1/screen",
        {"json": {"subjects": [{"name": SECRET}], "lists": [SECRET.lower()]}},
        422,
    ),
    (
        "POST",
        "/v1/screen",
        {"json": {"subjects": [{"name": SECRET}], "threshold": SECRET}},
        422,
    ),
    ("POST", "/v1/scan", {"json": {"text": [SECRET]}}, 422),
    ("GET", "/healthz", {"headers": {"Host": f"{SECRET}.example"}}, 421),
]


@pytest.mark.parametrize(("method", "url", "request_", "status"), REFUSED, ids=str)
def test_refusals_share_one_shape(client, is_problem, method, url, request_, status):
    """Whatever is wrong, the answer is a problem document without what was sent."""
    answer = client.open(url, method=method, **request_)
    is_problem(answer, status)
    assert SECRET.lower() not in answer.text.lower()


@pytest.mark.parametrize(
    "subject",
    [
        {SECRET: 1},
        {"name": [SECRET]},
        {"name": "a", "kind": SECRET},
        {"name": "a", "countries": [SECRET]},
        {"name": "a", "identifiers": {f"{SECRET} 1": "1"}},
        {"name": "a", "birth_date": SECRET},
    ],
    ids=str,
)
def test_a_subject_problem_does_not_repeat_what_was_sent(screen, subject):
    """The problem of a refused subject describes the fault, not the value."""
    (result,) = screen(subject)
    assert result["outcome"] == "error"
    assert SECRET.lower() not in str(result["problem"]).lower()


def test_a_method_refusal_names_the_methods_that_work(client):
    """A 405 carries the header Allow, as RFC 9110 demands."""
    assert "POST" in client.get("/v1/screen").headers["Allow"]


class BrokenStore:
    """A store whose every method fails in one way."""

    def __init__(self, error):
        self._error = error

    def __getattr__(self, name):
        def fail(*_args, **_named):
            raise self._error

        return fail


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (StoreUnavailable("The database does not answer."), 503, "store-unavailable"),
        (ZeroDivisionError(f"division of {SECRET}"), 500, "internal"),
        (RecursionError(SECRET), 500, "internal"),
    ],
    ids=["known", "unforeseen", "deep"],
)
def test_failures_share_the_shape(composed, is_problem, error, status, code):
    """A failure of ours is a problem document too, and tells no inner detail."""
    services, settings = composed
    broken = dataclasses.replace(services, store=BrokenStore(error))
    answer = create_app(broken, settings).test_client().get("/v1/lists")
    assert is_problem(answer, status)["code"] == code
    assert SECRET not in answer.text
