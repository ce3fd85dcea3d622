"""``serve``: addresses, and a real server in a process of its own."""

from __future__ import annotations

import json
import signal
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.processes import Server, free_port

from crible import bootstrap, settings
from crible.errors import SchemaMismatch, UnsafeBind, UsageError
from crible.web.serve import parse_bind, refuse_unsafe, serve

SCREENED = "Zzyzxname"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8520", "127.0.0.1:8520"),
        ("127.1.2.3:1", "127.1.2.3:1"),
        ("localhost:65535", "127.0.0.1:65535"),
        ("[::1]:8520", "[::1]:8520"),
        ("unix:/run/crible/crible.sock", "unix:/run/crible/crible.sock"),
    ],
)
def test_addresses_of_this_machine_are_taken(text, address):
    """Loopback in plain spelling and unix sockets may be listened on."""
    assert parse_bind(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0:8520",
        "[::]:8520",
        "192.168.0.5:8520",
        "10.0.0.1:80",
        "[::ffff:127.0.0.1]:8520",
        "[::ffff:10.0.0.1]:8520",
    ],
)
def test_any_other_address_is_unsafe_without_keys(text):
    """What another machine could reach is refused as long as anybody could ask."""
    found = settings.load({"CRIBLE_BIND": text})
    with pytest.raises(UnsafeBind, match="no access keys yet"):
        refuse_unsafe(found, guarded=False)
    refuse_unsafe(found, guarded=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CRIBLE_HOSTS", "crible.example"),
        ("CRIBLE_HOSTS", "localhost, *"),
        ("CRIBLE_TRUSTED_PROXIES", "127.0.0.1"),
        ("CRIBLE_TRUSTED_PROXIES", "unix"),
    ],
)
def test_no_name_and_no_proxy_without_keys(name, value):
    """A proxy on this machine would open the service to others: keys come first."""
    found = settings.load({name: value})
    with pytest.raises(UnsafeBind):
        refuse_unsafe(found, guarded=False)
    refuse_unsafe(found, guarded=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":8520",
        "[]:8520",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:http",
        "127.0.0.1:-1",
        "127.0.0.1:٨٠",
        "127.1:8520",
        "2130706433:8520",
        "crible.example:8520",
        "localhost.example:8520",
        "127.0.0.1.example:8520",
        "*:8520",
        "::1:8520",
        "unix:crible.sock",
        "unix:",
    ],
)
def test_what_is_no_address_is_a_usage_error(text):
    """A malformed address, or a name to be resolved, is refused before all else."""
    with pytest.raises(UsageError):
        parse_bind(text)


def test_an_unsafe_address_is_refused_before_listening(tmp_path):
    """Without keys in the database no socket is bound beyond this machine."""
    found = settings.load(
        {"CRIBLE_DATA_DIR": str(tmp_path), "CRIBLE_BIND": "0.0.0.0:8520"}
    )
    bootstrap.open_store(found).upgrade()
    with pytest.raises(UnsafeBind):
        serve(found)


def test_a_database_at_another_revision_is_refused_before_listening(tmp_path):
    """Without ``crible db upgrade`` no socket is bound."""
    found = settings.load({"CRIBLE_DATA_DIR": str(tmp_path)})
    with pytest.raises(SchemaMismatch):
        serve(found)


@pytest.fixture(scope="module")
def start(composed, tmp_path_factory):
    """Return a function that starts a server over the session's database."""
    started = []

    def start(bind=None):
        if bind is None:
            bind = f"127.0.0.1:{free_port()}"
        log = tmp_path_factory.mktemp("server") / "log"
        started.append(Server(composed[1].data_dir, bind, log))
        return started[-1]

    yield start
    for server in started:
        server.process.kill()
        server.process.wait()


@pytest.fixture(scope="module")
def server(start):
    """A server that tests share; none of them stops it."""
    return start()


def _body(*names):
    return json.dumps({"subjects": [{"name": name} for name in names]})


def test_a_real_server_screens_and_ends_with_zero(start):
    """Over HTTP, from several threads at once; SIGTERM ends it with exit status 0."""
    server = start()
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda _: server.ask(
                    "POST", "/v1/screen", _body("IEMZ Kupol", SCREENED)
                ),
                range(24),
            )
        )
    for status, headers, document in answers:
        assert status == 200
        assert headers["X-Content-Type-Options"] == "nosniff"
        outcomes = [result["outcome"] for result in document["results"]]
        assert outcomes == ["match", "clear"]
    records = {
        result["screening"]
        for _, _, document in answers
        for result in document["results"]
    }
    assert len(records) == 48
    assert server.stop() == 0
    events = [json.loads(line)["event"] for line in server.log().splitlines()]
    assert events.count("request") == 24
    assert events.count("worker-started") == 2
    assert events[-1] == "stopped"
    assert SCREENED not in server.log()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (f"{SCREENED}\r\n\r\n", 400),
        (f"GET /{SCREENED} HTTP/9.9\r\n\r\n", 400),
        (f"GET / HTTP/1.1\r\nHost: localhost\r\n{SCREENED} : b\r\n\r\n", 400),
        (f"GET /{SCREENED}{'a' * 9000} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (
            f"GET / HTTP/1.1\r\nHost: localhost\r\nA: {SCREENED}{'a' * 9000}\r\n\r\n",
            431,
        ),
        (
            f"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {SCREENED}\r\n\r\n",
            501,
        ),
        (
            "GET / HTTP/1.1\r\nHost: crible.example\r\nConnection: close\r\n\r\n",
            421,
        ),
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 421),
    ],
    ids=[
        "line",
        "version",
        "header",
        "long line",
        "long header",
        "coding",
        "host",
        "no host",
    ],
)
def test_bytes_that_are_no_request_get_a_problem_document(server, data, status):
    """Before any route the shape is the same; what was sent is not repeated."""
    head, _, body = server.raw(data.encode()).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"application/problem+json" in head
    document = json.loads(body)
    assert document["status"] == status
    assert document["type"] == f"urn:crible:problem:{document['code']}"
    assert SCREENED not in body.decode() + server.log()


def test_a_body_too_large_gets_its_answer(server):
    """The refusal arrives although the body is not taken."""
    status, _, document = server.ask("POST", "/v1/scan", b" " * (9 << 20))
    assert (status, document["code"]) == (413, "too-large")


def test_a_unix_socket_is_for_its_owner_alone(start, tmp_path):
    """The service answers on a socket that no other user may open."""
    path = tmp_path / "s"
    server = start(f"unix:{path}")
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    status, _, document = server.ask("GET", "/healthz")
    assert (status, document["status"]) == (200, "ok")
    assert server.stop(signal.SIGINT) == 0
