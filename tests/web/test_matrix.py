"""The authorisation matrix: every route and every kind of caller, in one table.

A route that is not in the table fails the first test: whoever adds one decides here who
may ask for it.
"""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from crible.usecases import keys, users
from crible.usecases.access import DOORS, ROLES, SCOPES
from crible.web.app import create_app
from crible.web.signin.cookies import SESSION as COOKIE
from crible.web.throttle import Throttle

EVERYBODY = "everybody"
ANY_KEY = frozenset(SCOPES)

# (method, rule): who may ask; a scope is enough if it is one of the set.
MATRIX = {
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/readyz"): EVERYBODY,
    ("GET", "/openapi.json"): EVERYBODY,
    ("GET", "/docs"): EVERYBODY,
    ("POST", "/v1/screen"): {"screen"},
    ("POST", "/v1/scan"): {"screen"},
    ("GET", "/v1/lists"): ANY_KEY,
    ("GET", "/v1/entries"): ANY_KEY,
    ("GET", "/v1/entries/<path:id>"): ANY_KEY,
    ("GET", "/v1/snapshots"): ANY_KEY,
    ("GET", "/v1/snapshots/<path:id>"): ANY_KEY,
    ("GET", "/v1/screenings"): {"read", "review"},
    ("GET", "/v1/screenings/<path:id>"): {"read", "review"},
    ("GET", "/v1/screenings/<path:id>/replay"): {"read", "review"},
    ("GET", "/v1/alerts"): {"read", "review"},
    ("GET", "/v1/alerts/<path:id>"): {"read", "review"},
    ("GET", "/v1/alerts/<path:id>/decisions"): {"read", "review"},
    ("POST", "/v1/alerts/<path:id>/decisions"): {"review"},
    ("GET", "/v1/decisions"): {"read", "review"},
    ("GET", "/v1/decisions/<path:id>"): {"read", "review"},
    ("POST", "/v1/batches"): {"screen"},
    ("GET", "/v1/batches"): ANY_KEY,
    ("GET", "/v1/batches/<path:id>"): ANY_KEY,
    ("GET", "/v1/batches/<path:id>/results"): ANY_KEY,
    ("POST", "/v1/batches/<path:id>/cancel"): {"screen"},
    ("POST", "/match/<dataset>"): {"screen"},
    ("GET", "/search/<dataset>"): {"screen"},
    ("GET", "/entities/<path:id>"): ANY_KEY,
    ("GET", "/catalog"): ANY_KEY,
    ("GET", "/algorithms"): ANY_KEY,
    ("GET", "/reconcile/<dataset>"): {"screen", "reconcile"},
    ("POST", "/reconcile/<dataset>"): {"screen", "reconcile"},
    ("GET", "/reconcile/<dataset>/suggest/entity"): ANY_KEY | {"reconcile"},
    ("GET", "/reconcile/<dataset>/suggest/type"): ANY_KEY | {"reconcile"},
    ("GET", "/reconcile/<dataset>/suggest/property"): ANY_KEY | {"reconcile"},
    ("GET", "/reconcile/<dataset>/properties"): ANY_KEY | {"reconcile"},
    ("GET", "/reconcile/<dataset>/preview/<path:id>"): ANY_KEY | {"reconcile"},
    ("POST", "/v1/session"): EVERYBODY,
    ("GET", "/v1/session"): ANY_KEY,
    ("DELETE", "/v1/session"): ANY_KEY,
    ("GET", "/metrics"): {"read", "admin"},
}
PASSWORD = "correct horse battery"  # noqa: S105 - of a user of the tests


@pytest.fixture(scope="module")
def guarded(compose):
    """An application that demands keys, and the headers of each kind of caller."""
    services, settings = compose()
    headers = {"nobody": {}}
    for scope in (*SCOPES, *DOORS):
        _, secret = keys.create(services, scope, [scope], actor="ada")
        headers[scope] = {"Authorization": f"Bearer {secret}"}
    _, secret = keys.create(services, "all", SCOPES, actor="ada")
    headers["all scopes"] = {"X-API-Key": secret}
    _, secret = keys.create(services, "gone", SCOPES, actor="ada")
    keys.revoke(services, "gone", actor="ada")
    headers["revoked"] = {"Authorization": f"ApiKey {secret}"}
    old, secret = keys.create(
        services,
        "old",
        SCOPES,
        actor="ada",
        expires=services.clock() + timedelta(microseconds=1),
    )
    services.store.keys.end(
        old.id, services.clock(), keys._event(services, "ada", "key-revoked", old)
    )
    headers["expired"] = {"Authorization": f"Bearer {secret}"}
    headers["wrong secret"] = {"Authorization": f"Bearer {secret[:-1]}~"}
    for role in ROLES:
        users.add(services, role, role, PASSWORD, actor="ada")
        _, token = users.sign_in(services, role, PASSWORD)
        headers[f"user {role}"] = {"Cookie": f"{COOKIE}={token}"}
        _, token = users.sign_in(services, role, PASSWORD)
        headers[f"user {role} leaving"] = {"Cookie": f"{COOKIE}={token}"}
    users.add(services, "left", "admin", PASSWORD, actor="ada")
    _, token = users.sign_in(services, "left", PASSWORD)
    users.disable(services, "left", actor="ada")
    headers["user disabled"] = {"Cookie": f"{COOKIE}={token}"}
    # Hours pass between requests: this table is not about rates.
    throttle = Throttle(itertools.count(step=3600.0).__next__)
    return create_app(services, settings, throttle), headers


HELD = {
    "nobody": None,
    "revoked": None,
    "expired": None,
    "wrong secret": None,
    "user disabled": None,
    **{scope: frozenset({scope}) for scope in (*SCOPES, *DOORS)},
    "all scopes": frozenset(SCOPES),
    **{f"user {role}": scopes for role, scopes in ROLES.items()},
}


def _rows(app):
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_every_route_is_in_the_table(guarded):
    """No route is without a decision, and no decision without a route."""
    app, _ = guarded
    assert _rows(app) == set(MATRIX)


@pytest.mark.parametrize("caller", HELD)
@pytest.mark.parametrize(("method", "rule"), MATRIX)
def test_who_may_ask(guarded, is_problem, method, rule, caller):
    """Without a good key 401, without a scope 403, and else whatever the route says."""
    app, headers = guarded
    # Signing out ends a session, so it has one of its own.
    own = f"{caller} leaving"
    sent = headers[own if method == "DELETE" and own in headers else caller]
    answer = app.test_client(use_cookies=False).open(
        rule.replace("<path:id>", "x").replace("<dataset>", "default"),
        method=method,
        headers=sent,
        data=b"" if method == "POST" else None,
    )
    allowed = MATRIX[method, rule]
    if allowed == EVERYBODY:
        # A form that is empty is refused for that.
        assert answer.status_code in {200, 415, 503}
    elif HELD[caller] is None:
        is_problem(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    elif HELD[caller] & allowed:
        assert answer.status_code not in {401, 403, 429, 500}
    else:
        assert is_problem(answer, 403)["code"] == "not-allowed"


def test_callers_of_the_fixture_are_those_of_the_table(guarded):
    """The table speaks of every kind of caller there is."""
    assert {name.removesuffix(" leaving") for name in guarded[1]} == set(HELD)
