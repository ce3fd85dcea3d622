"""Keys, sessions, hosts, proxies, rates: who gets in, and who does not."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from crible import settings as settings_module
from crible.errors import NotSignedIn, UsageError
from crible.usecases import keys, users
from crible.usecases.access import ANYONE
from crible.web.app import create_app
from crible.web.security import is_local
from crible.web.signin.cookies import SESSION as COOKIE
from crible.web.throttle import Throttle

PASSWORD = "correct horse battery"  # noqa: S105 - of a user of the tests
SCREEN = {"subjects": [{"name": "IEMZ Kupol"}]}


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


@pytest.fixture
def world(compose):
    """Services of this test alone, with lists."""
    return compose()


@pytest.fixture
def client_of(world, time):
    """A function that makes a client of the application with other settings."""
    services, settings = world

    def make(**changes):
        app = create_app(
            services, dataclasses.replace(settings, **changes), Throttle(time)
        )
        return app.test_client(use_cookies=False)

    return make


@pytest.fixture
def secret(world):
    """A key that may screen."""
    return keys.create(world[0], "desk", ["screen"], actor="ada")[1]


def _bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def test_without_any_key_this_machine_may_ask(client_of):
    """A fresh installation answers on loopback, so that it can be tried."""
    assert client_of().post("/v1/screen", json=SCREEN).status_code == 200


def test_the_first_key_closes_the_service(client_of, secret, is_problem):
    """From then on nobody is answered without one."""
    client = client_of()
    is_problem(client.post("/v1/screen", json=SCREEN), 401)
    answer = client.post("/v1/screen", json=SCREEN, headers=_bearer(secret))
    assert answer.status_code == 200


def test_no_key_that_ends_opens_the_service_again(client_of, world, secret, is_problem):
    """A revoked last key leaves the service closed."""
    keys.revoke(world[0], "desk", actor="ada")
    is_problem(client_of().get("/v1/lists"), 401)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "203.0.113.9"},
    ],
    ids=str,
)
def test_a_proxy_is_asked_for_a_key_even_before_the_first(
    client_of, is_problem, headers
):
    """A proxy on this machine brings the network with it."""
    is_problem(client_of().get("/v1/lists", headers=headers), 401)


def test_a_named_host_is_asked_for_a_key_even_before_the_first(client_of, is_problem):
    """Who is asked for by a name is on a network."""
    client = client_of(hosts=("crible.example",))
    answer = client.get("/v1/lists", headers={"Host": "crible.example"})
    is_problem(answer, 401)


def test_beyond_this_machine_nobody_gets_in_without_a_key(client_of, is_problem):
    """An application that listens elsewhere never answers anybody unknown."""
    is_problem(client_of(bind="0.0.0.0:8520").get("/v1/lists"), 401)


def test_the_actor_of_a_record_is_the_name_of_the_key(client_of, world, secret):
    """A record says whose key asked."""
    client = client_of()
    answer = client.post("/v1/screen", json=SCREEN, headers=_bearer(secret)).json
    found = world[0].store.screening(answer["results"][0]["screening"])
    assert found.actor == "desk"


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer crible_x"},
        {"Authorization": "Basic YWRhOmFkYQ=="},
        {"Authorization": "Bearer {secret}x"},
        {"Authorization": "bearer é"},
        {"Authorization": "{secret}"},
        {"X-API-Key": ""},
        {"X-API-Key": "' OR 1=1 --"},
        {"X-API-Key": "crible_00000000_0000000000000000000000000000000000000000"},
        {"Cookie": f"{COOKIE}=' OR 1=1 --"},
    ],
    ids=str,
)
def test_what_is_no_key_is_refused(client_of, secret, is_problem, headers):
    """Malformed, unknown and false keys get the same answer, which repeats nothing."""
    sent = {
        name: value.replace("{secret}", secret).encode().decode("latin-1")
        for name, value in headers.items()
    }
    answer = client_of().get("/v1/lists", headers=sent)
    assert is_problem(answer, 401)["code"] == "not-signed-in"
    assert secret not in answer.text


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "ApiKey", "APIKEY"])
def test_both_schemes_are_taken_in_any_case(client_of, secret, scheme):
    """Clients of other watchlist services send theirs under another word."""
    headers = {"Authorization": f"{scheme} {secret}"}
    assert client_of().get("/v1/lists", headers=headers).status_code == 200


def test_a_key_in_the_address_is_refused(client_of, secret, is_problem):
    """Addresses end in logs: a key there opens nothing."""
    answer = client_of().get(f"/v1/lists?key={secret}")
    is_problem(answer, 400)
    assert secret not in answer.text


def test_a_key_rotates_with_an_overlap(world, secret):
    """Both open for a while, then the new one alone."""
    services, _ = world
    row, new = keys.rotate(services, "desk", actor="ada", overlap=timedelta(hours=1))
    assert row.scopes == ("screen",)
    later = dataclasses.replace(
        services, clock=lambda: services.clock() + timedelta(hours=1)
    )

    def opens(some_services, text):
        ring = keys.KeyRing(some_services, lambda: 0.0)
        return ring.caller(text) is not None

    assert opens(services, secret)
    assert opens(services, new)
    assert not opens(later, secret)
    assert opens(later, new)


def test_a_revoked_key_is_refused_within_a_second(world, secret):
    """A process remembers a key for a moment, and no longer."""
    services, _ = world
    time = Time()
    ring = keys.KeyRing(services, time)
    assert ring.caller(secret)
    keys.revoke(services, "desk", actor="ada")
    time.now += 1.0
    assert ring.caller(secret) is None


def test_the_last_use_of_a_key_is_written_down(world, secret):
    """Keys that nobody uses can be told."""
    services, _ = world
    keys.KeyRing(services, lambda: 0.0).caller(secret)
    (row,) = services.store.keys.all()
    assert row.last_used == services.clock()


def test_the_secret_is_stored_nowhere(world, secret):
    """What is stored does not open anything."""
    _, settings = world
    data = (settings.data_dir / "crible.sqlite3").read_bytes()
    data += (settings.data_dir / "crible.sqlite3-wal").read_bytes()
    assert secret.rpartition("_")[2].encode() not in data
    assert secret[:15].encode() in data


@pytest.mark.parametrize(
    ("name", "scopes"),
    [
        ("", ["screen"]),
        (" ", ["screen"]),
        ("x" * 101, ["screen"]),
        ("a\nb", ["screen"]),
        (ANYONE.name, ["screen"]),
        ("fine", []),
    ],
)
def test_unusable_keys_are_not_made(world, name, scopes):
    """A key needs a name that a record can show, and a scope."""
    with pytest.raises(UsageError):
        keys.create(world[0], name, scopes, actor="ada")


def test_a_name_stands_for_one_key(world, secret):
    """Two keys of a name could not be told apart in records."""
    with pytest.raises(UsageError, match="rotate"):
        keys.create(world[0], "desk", ["read"], actor="ada")
    keys.revoke(world[0], "desk", actor="ada")
    keys.create(world[0], "desk", ["read"], actor="ada")


def test_a_key_may_send_its_rate_and_no_more(client_of, world, time, is_problem):
    """Ten seconds' worth at once, then one as time goes on; 429 says when."""
    _, slow = keys.create(world[0], "slow", ["screen"], actor="ada", rate=60)
    _, other = keys.create(world[0], "other", ["screen"], actor="ada")
    client = client_of()
    for _ in range(10):
        assert client.get("/v1/lists", headers=_bearer(slow)).status_code == 200
    answer = client.get("/v1/lists", headers=_bearer(slow))
    assert is_problem(answer, 429)["code"] == "too-many-requests"
    assert answer.headers["Retry-After"] == "1"
    assert client.get("/v1/lists", headers=_bearer(other)).status_code == 200
    time.now += 1
    assert client.get("/v1/lists", headers=_bearer(slow)).status_code == 200
    is_problem(client.get("/v1/lists", headers=_bearer(slow)), 429)


def test_wrong_keys_are_counted_by_address(client_of, secret, time, is_problem):
    """Who tries keys is slowed; a good key from there still opens."""
    client = client_of()
    for _ in range(20):
        is_problem(client.get("/v1/lists", headers=_bearer("x")), 401)
    is_problem(client.get("/v1/lists", headers=_bearer("x")), 429)
    assert client.get("/v1/lists", headers=_bearer(secret)).status_code == 200
    time.now += 3
    is_problem(client.get("/v1/lists", headers=_bearer("x")), 401)


def test_a_session_signs_in_and_out(world, client_of):
    """A person gets a token for a while, and none after signing out."""
    services, _ = world
    users.add(services, "eve", "reviewer", PASSWORD, actor="ada")
    caller, token = users.sign_in(services, "eve", PASSWORD)
    assert caller.name == "eve"
    assert users.of_session(services, token) == caller
    headers = {"Cookie": f"{COOKIE}={token}"}
    client = client_of()
    assert client.post("/v1/screen", json=SCREEN, headers=headers).status_code == 200
    users.sign_out(services, token)
    assert users.of_session(services, token) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_a_page_of_another_site_cannot_use_a_session(
    world, client_of, is_problem, headers
):
    """A cookie counts for requests of the service's own pages only."""
    services, _ = world
    users.add(services, "eve", "reviewer", PASSWORD, actor="ada")
    _, token = users.sign_in(services, "eve", PASSWORD)
    sent = {"Cookie": f"{COOKIE}={token}", **headers}
    is_problem(client_of().post("/v1/screen", json=SCREEN, headers=sent), 403)


def test_a_session_is_over_after_its_time(world):
    """A forgotten browser does not stay signed in."""
    services, _ = world
    users.add(services, "eve", "viewer", PASSWORD, actor="ada")
    _, token = users.sign_in(services, "eve", PASSWORD)
    later = dataclasses.replace(
        services, clock=lambda: services.clock() + timedelta(hours=10)
    )
    assert users.of_session(later, token) is None


@pytest.mark.parametrize(
    ("name", "password"), [("eve", "wrong password!"), ("nobody", PASSWORD)]
)
def test_a_refused_sign_in_does_not_say_what_was_wrong(world, name, password):
    """Name and password fail alike, and the trail remembers it."""
    services, _ = world
    users.add(services, "eve", "viewer", PASSWORD, actor="ada")
    with pytest.raises(NotSignedIn, match="name or the password"):
        users.sign_in(services, name, password)
    assert services.store.trail.newest("sign-in-refused") is not None


def test_a_changed_user_signs_in_again(world):
    """Role and password take effect at once: open sessions end."""
    services, _ = world
    users.add(services, "eve", "viewer", PASSWORD, actor="ada")
    for change in (
        lambda: users.set_role(services, "eve", "admin", actor="ada"),
        lambda: users.set_password(services, "eve", PASSWORD, actor="ada"),
        lambda: users.disable(services, "eve", actor="ada"),
    ):
        _, token = users.sign_in(services, "eve", PASSWORD)
        change()
        assert users.of_session(services, token) is None
    with pytest.raises(NotSignedIn):
        users.sign_in(services, "eve", PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "x" * 1001])
def test_a_password_has_a_length(world, password):
    """Too short to keep, or too long to hash."""
    with pytest.raises(UsageError):
        users.add(world[0], "eve", "viewer", password, actor="ada")


@pytest.mark.parametrize(
    ("bind", "local"),
    [
        ("127.0.0.1:8520", True),
        ("[::1]:8520", True),
        ("unix:/run/x.sock", True),
        ("localhost:1", True),
        ("0.0.0.0:8520", False),
        ("[::]:8520", False),
        ("10.0.0.1:80", False),
    ],
)
def test_what_is_reached_from_this_machine_alone(bind, local):
    """Only loopback and sockets are."""
    assert is_local(bind) is local


@pytest.mark.parametrize(
    ("hosts", "host", "status"),
    [
        ((), "crible.example", 421),
        (("crible.example",), "crible.example", 200),
        (("crible.example",), "CRIBLE.example:8520", 200),
        (("crible.example",), "evil.example", 421),
        (("*",), "whatever.example", 200),
        ((), "203.0.113.9", 200),
        ((), "[2001:db8::1]:8520", 200),
    ],
)
def test_hosts_beyond_this_machine_are_named(client_of, secret, hosts, host, status):
    """Addresses in figures cannot be rebound; names count when they are settings."""
    client = client_of(bind="0.0.0.0:8520", hosts=hosts)
    answer = client.get("/v1/lists", headers={**_bearer(secret), "Host": host})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("trusted", "chain", "other"),
    [
        ("127.0.0.1", "203.0.113.1", True),
        ("127.0.0.0/8", "6.6.6.6, 203.0.113.1", True),
        ("127.0.0.1, 10.0.0.0/8", "203.0.113.1, 10.1.2.3", True),
        ("", "203.0.113.1", False),
        ("10.0.0.1", "203.0.113.1", False),
        ("127.0.0.1", "nonsense", False),
    ],
)
def test_only_a_trusted_proxy_says_who_the_client_is(
    client_of, secret, is_problem, trusted, chain, other
):
    """Failures of one client behind it do not slow another; nobody else can say so."""
    found = settings_module.load({"CRIBLE_TRUSTED_PROXIES": trusted})
    client = client_of(trusted_proxies=found.trusted_proxies)
    headers = {**_bearer("x"), "X-Forwarded-For": chain}
    for _ in range(20):
        is_problem(client.get("/v1/lists", headers=headers), 401)
    status = 401 if other else 429
    is_problem(client.get("/v1/lists", headers=_bearer("x")), status)


def test_no_page_of_another_origin_may_read(client_of, secret):
    """Without a setting there is no answer to a browser's question."""
    headers = {"Origin": "https://desk.example", **_bearer(secret)}
    answer = client_of().get("/v1/lists", headers=headers)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_named_origin_may_read(client_of, secret):
    """The origin that was named is allowed, and no other, and no cookies."""
    client = client_of(cors_origins=("https://desk.example",))
    asked = {
        "Origin": "https://desk.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = client.options("/v1/screen", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "https://desk.example"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Vary"] == "Origin"
    other = client.options(
        "/v1/screen", headers={**asked, "Origin": "https://x.example"}
    )
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.parametrize(("scheme", "strict"), [("https", True), ("http", False)])
def test_browsers_are_told_to_stay_with_tls(client_of, scheme, strict):
    """Where a trusted proxy speaks TLS, browsers are to come back by it."""
    client = client_of(trusted_proxies=("127.0.0.1",))
    answer = client.get("/healthz", headers={"X-Forwarded-Proto": scheme})
    assert ("Strict-Transport-Security" in answer.headers) is strict


def test_rates_hold_between_threads_and_forget_the_quiet(time):
    """A slot whose time is past serves another caller."""
    throttle = Throttle(time)
    assert throttle.wait("a", 60, burst=2) == 0
    assert throttle.wait("a", 60, burst=2) == 0
    assert throttle.wait("a", 60, burst=2) == pytest.approx(1.0)
    for number in range(50_000):
        throttle.wait(f"caller {number}", 60)
    time.now += 100
    assert throttle.wait("a", 60, burst=2) == 0
