"""Headers, request ids and hosts."""

from __future__ import annotations

import pytest

from crible.web.security import is_loopback


@pytest.mark.parametrize("url", ["/healthz", "/v1/lists", "/nowhere", "/openapi.json"])
def test_every_answer_is_marked(client, url):
    """Answers and problems alike carry the security headers and a request id."""
    headers = client.get(url).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] in {"no-store", "private, no-cache"}
    assert headers["X-Request-ID"]
    assert "Set-Cookie" not in headers


def test_a_plain_request_id_is_taken_over(client):
    """A caller's own id comes back, so that two logs can be joined."""
    given = "job-2026.11_0001"
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short",
        "x" * 65,
        "a b c d e f",
        "<script>alert(1)",
        "été-été-été",
        "-12345678",
    ],
    ids=str,
)
def test_another_request_id_is_replaced(client, given):
    """An id outside the pattern is replaced, never repeated."""
    headers = {"X-Request-ID": given.encode().decode("latin-1")}
    answer = client.get("/healthz", headers=headers)
    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 36


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8520",
        "127.0.0.1:8520",
        "127.8.9.1",
        "[::1]:8520",
        "[::1]",
    ],
)
def test_this_machine_may_ask(client, host):
    """Every spelling of this machine is answered."""
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "crible.example",
        "localhost.example",
        "127.0.0.1.example",
        "10.0.0.1",
        "0.0.0.0",  # noqa: S104 - an address that is refused
        "[::]",
        "[::ffff:127.0.0.1]",
        "127.1",
        "localhost:port:port",
        "user@localhost@evil",
        "[",
        "a b",
    ],
)
def test_another_host_is_refused(client, is_problem, host):
    """A request meant for another host is not answered: a page cannot rebind a name."""
    answer = client.get("/v1/lists", headers={"Host": host})
    is_problem(answer, answer.status_code)
    assert answer.status_code in {400, 421}


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.255.255.254", True),
        ("::1", True),
        ("LOCALHOST", False),
        ("", False),
        ("0.0.0.0", False),  # noqa: S104 - an address that is refused
        ("::", False),
        ("::ffff:127.0.0.1", False),
        ("2130706433", False),
        ("0x7f000001", False),
        ("127.0.0.01", False),
        ("localhost.", False),
        ("ip6-localhost", False),
    ],
)
def test_only_plain_loopback_addresses_are_loopback(host, loopback):
    """No other spelling is taken, whatever a resolver would make of it."""
    assert is_loopback(host) is loopback
