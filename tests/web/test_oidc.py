"""Signing in by an identity provider: one on this machine that tells truth and lies."""

from __future__ import annotations

import base64
import dataclasses
import itertools
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from tests.web.conftest import NOW
from tests.web.identity import CLIENT, SECRET, key, running

from crible.errors import NotSignedIn, UsageError
from crible.usecases import users
from crible.web.access import scopes_of
from crible.web.app import create_app
from crible.web.signin.agreement import agreed
from crible.web.signin.provider import Attempt, Provider
from crible.web.throttle import Throttle

PASSWORD = "correct horse battery"  # noqa: S105 - of a user of the tests
ROLES = (("viewers", "viewer"), ("sanctions desk", "reviewer"), ("root", "admin"))


@pytest.fixture(scope="module")
def keys():
    """Two keys of the provider: its own, and a later one."""
    return key("one"), key("two")


@pytest.fixture
def identity(keys):
    """A provider that knows eve of the sanctions desk."""
    with running(keys[0], int(NOW.timestamp())) as server:
        yield server


@pytest.fixture
def secret_file(tmp_path):
    """The file with the secret."""
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n")
    return path


@pytest.fixture(scope="module")
def world(compose):
    """Services of these tests alone."""
    return compose()


@pytest.fixture
def app(world, identity, secret_file):
    """The application that sends people to the provider."""
    services, settings = world
    settings = dataclasses.replace(
        settings,
        oidc_issuer=identity.issuer,
        oidc_client_id=CLIENT,
        oidc_secret_file=str(secret_file),
        oidc_roles=ROLES,
    )
    # Hours pass between requests: these tests are not about rates.
    throttle = Throttle(itertools.count(step=3600.0).__next__)
    return create_app(services, settings, throttle)


@pytest.fixture
def browser(app):
    """A browser."""
    return app.test_client()


def _query(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def _back(browser, identity, **changes):
    """Leave for the provider and come back; gives the answer to that."""
    there = browser.get("/sign-in")
    assert there.status_code == 303
    back = identity.authorize(_query(there.headers["Location"]))
    query = _query(back) | changes
    return browser.get(urlsplit(back).path, query_string=query)


def test_a_person_comes_back_signed_in(browser, identity, world):
    """With the role of their groups, under their own name, and on record."""
    answer = _back(browser, identity)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/v1/session"
    assert answer.get_data() == b""
    assert browser.get("/v1/session").json == {
        "name": identity.person["preferred_username"],
        "kind": "user",
        "scopes": ["screen", "review", "read"],
    }
    with world[0].store.trail.view() as view:
        actions = [(row.action, row.actor) for row in view.rows()][-2:]
    name = identity.person["preferred_username"]
    assert actions == [("user-added", identity.issuer), ("signed-in", name)]
    assert browser.get_cookie("crible_sign_in") is None


def test_what_leaves_for_the_provider(browser, identity):
    """A challenge, a nonce and a state, and neither secret nor verifier."""
    there = browser.get("/sign-in")
    asked = _query(there.headers["Location"])
    assert there.headers["Location"].startswith(f"{identity.issuer}/authorize?")
    assert asked["redirect_uri"] == "http://localhost/sign-in/back"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 43
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert SECRET not in there.headers["Location"]
    said = there.headers["Set-Cookie"]
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said


def test_the_role_is_what_the_provider_says_now(browser, identity):
    """Whoever loses a group loses its role at the next sign-in, by the same account."""
    identity.person |= {"sub": "8", "preferred_username": "bob", "groups": "root"}
    _back(browser, identity)
    assert "admin" in browser.get("/v1/session").json["scopes"]
    identity.person |= {"preferred_username": "renamed", "groups": ["viewers"]}
    _back(browser, identity)
    assert browser.get("/v1/session").json == {
        "name": "bob",
        "kind": "user",
        "scopes": ["read"],
    }


def _hs256(identity, claims):
    """Signed with what everybody knows: the secret would do for a provider that lies."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 2))


def _none(identity, claims):
    parts = [{"alg": "none"}, claims]
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts]
    return b".".join([text.rstrip(b"=") for text in texts]).decode() + "."


def _other_key(identity, claims):
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key("one"))


@pytest.mark.parametrize("forged", [_hs256, _none, _other_key, lambda *_: "x.y.z"])
def test_a_forged_token_signs_nobody_in(browser, identity, is_problem, world, forged):
    """Whatever it is signed with, if not with the provider's key."""
    identity.sign = lambda claims: forged(identity, claims)
    is_problem(_back(browser, identity), 401)
    is_problem(browser.get("/v1/lists", headers={"X-Forwarded-For": "x"}), 401)
    assert world[0].store.trail.newest("sign-in-refused") is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://id.example"},
        {"aud": "another"},
        {"aud": ["crible", "another"], "azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(NOW.timestamp()) - 120},
        {"exp": None},
        {"iat": int(NOW.timestamp()) + 600},
        {"sub": None},
        {"groups": ["strangers"]},
        {"groups": None},
        {"groups": {"root": True}},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_signs_nobody_in(
    browser, identity, is_problem, changes
):
    """Of another issuer, audience, time or browser, or of a person without a role."""
    identity.changes = changes
    answer = _back(browser, identity)
    is_problem(answer, 401)
    assert "crible_session" not in str(answer.headers)


@pytest.mark.parametrize(
    "changes",
    [{"state": "another"}, {"state": ""}, {"code": "another"}, {"code": ""},
     {"iss": "https://id.example"}],
    ids=str,
)  # fmt: skip
def test_a_way_back_that_was_not_ours_signs_nobody_in(
    browser, identity, is_problem, changes
):
    """What another browser began is not finished in this one."""
    is_problem(_back(browser, identity, **changes), 401)


def test_a_code_is_good_once_and_a_state_for_its_browser(app, identity, is_problem):
    """Neither the same address again nor the same address elsewhere signs in."""
    browser, other = app.test_client(), app.test_client()
    back = urlsplit(
        identity.authorize(_query(browser.get("/sign-in").headers["Location"]))
    )
    address = f"{back.path}?{back.query}"
    is_problem(other.get(address), 401)
    assert browser.get(address).status_code == 303
    is_problem(browser.get(address), 401)


@pytest.mark.parametrize("value", ["", "x", "W10=", "é", "WzEsMl0=", "W1tb" * 900])
def test_a_made_up_cookie_is_refused(app, is_problem, value):
    """What was not written here is not read."""
    browser = app.test_client()
    browser.set_cookie("crible_sign_in", value)
    is_problem(browser.get("/sign-in/back?code=x&state=x"), 401)


def test_the_provider_may_change_its_keys(world, identity, keys, secret_file):
    """A token that names a new key has the keys fetched again, once a minute at most."""
    settings = dataclasses.replace(
        world[1],
        oidc_issuer=identity.issuer,
        oidc_client_id=CLIENT,
        oidc_secret_file=str(secret_file),
        oidc_roles=ROLES,
    )
    seconds = [0.0]
    provider = Provider(agreed(settings), NOW.timestamp, lambda: seconds[0])

    def enter():
        attempt = Attempt.new()
        query = _query(provider.way(attempt, "http://localhost/back"))
        code = _query(identity.authorize(query))["code"]
        return provider.person(attempt, code, "http://localhost/back").subject

    assert enter() == "7"
    identity.key = keys[1]
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            enter()
    assert identity.asked.count("/realm/keys") == 1
    seconds[0] += 61
    assert enter() == "7"
    assert identity.asked.count("/realm/keys") == 2


def test_no_name_is_taken_over(browser, identity, world, is_problem):
    """Who has a password here is not whoever the provider calls the same."""
    users.add(world[0], "ada", "admin", PASSWORD, actor="root")
    identity.person |= {"sub": "9", "preferred_username": "ada"}
    is_problem(_back(browser, identity), 401)


def test_who_was_shut_out_stays_out(browser, identity, world, is_problem):
    """Whatever the provider says of them; and no password of theirs opens either."""
    identity.person |= {"sub": "10", "preferred_username": "leo"}
    _back(browser, identity)
    with pytest.raises(UsageError, match="signs in by"):
        users.set_password(world[0], "leo", PASSWORD, actor="ada")
    is_problem(browser.post("/v1/session", json={"name": "leo", "password": ""}), 401)
    users.disable(world[0], "leo", actor="ada")
    is_problem(browser.get("/v1/session"), 401)
    is_problem(_back(browser, identity), 401)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://id.example"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": None},
    ],
    ids=str,
)
def test_a_provider_that_is_another_is_not_asked(
    browser, identity, is_problem, metadata
):
    """What it publishes must be its own."""
    identity.metadata = metadata
    document = is_problem(browser.get("/sign-in"), 502)
    assert document["code"] == "provider-failed"


def test_a_provider_that_is_gone(browser, identity, is_problem):
    """People are told so; keys and passwords go on."""
    identity.shutdown()
    identity.server_close()
    is_problem(browser.get("/sign-in"), 502)
    assert browser.get("/healthz").status_code == 200


def test_the_ways_in_are_open_to_everybody(app):
    """The two addresses that an authorisation table of their own would hold."""
    rules = {rule.rule: rule.endpoint for rule in app.url_map.iter_rules()}
    for rule in ("/sign-in", "/sign-in/back"):
        assert scopes_of(app.view_functions[rules[rule]]) == frozenset()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"oidc_client_id": ""}, "go together"),
        ({"oidc_secret_file": ""}, "go together"),
        ({"oidc_roles": ()}, "go together"),
        ({"oidc_issuer": ""}, "go together"),
        ({"oidc_issuer": "http://id.example"}, "https"),
        ({"oidc_roles": (("it", "king"),)}, "king"),
        ({"oidc_secret_file": "/nowhere/at/all"}, "cannot be read"),
    ],
    ids=str,
)
def test_half_an_agreement_is_none(world, secret_file, changes, says):
    """A service does not start with a sign-in that cannot work."""
    services, settings = world
    settings = dataclasses.replace(
        settings,
        oidc_issuer="https://id.example",
        oidc_client_id=CLIENT,
        oidc_secret_file=str(secret_file),
        oidc_roles=ROLES,
    )
    with pytest.raises(UsageError, match=says):
        create_app(services, dataclasses.replace(settings, **changes))
