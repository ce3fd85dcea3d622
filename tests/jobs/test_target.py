"""Where webhooks may lead: a table of addresses, and what is connected to."""

from __future__ import annotations

import pytest

from crible.errors import ForbiddenTarget
from crible.jobs.target import judge

OUTSIDE = "93.184.216.34"


def resolving(*addresses):
    """A resolver that knows these addresses alone."""
    return lambda _host, _port: list(addresses)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",  # noqa: S104 - an address that is refused
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
    ],
)
def test_no_message_goes_inside(address):
    """Loopback, private, link-local, metadata and reserved addresses are refused."""
    with pytest.raises(ForbiddenTarget, match="private"):
        judge("https://hook.example/", resolve=resolving(address))


@pytest.mark.parametrize("address", [OUTSIDE, "2606:4700::1111", "64:ff9b::5db8:d822"])
def test_the_open_internet_may_be_reached(address):
    """A public address is pinned: the connection goes to it and nowhere else."""
    found = judge("https://hook.example/a?b=c", resolve=resolving(address))
    assert found.address == address
    assert (found.host, found.port, found.path) == ("hook.example", 443, "/a?b=c")


def test_one_bad_address_is_enough():
    """A name that means a public and a private address is refused."""
    with pytest.raises(ForbiddenTarget):
        judge("https://hook.example/", resolve=resolving(OUTSIDE, "10.0.0.1"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hook.example",
        "//hook.example/",
        "ftp://hook.example/",
        "file:///etc/passwd",
        "gopher://hook.example/",
        "http://hook.example/",
        "https://",
        "https:///path",
        "https://user@hook.example/",
        "https://user:word@hook.example/",
        "https://hook.example:0/",
        "https://hook.example:99999/",
        "https://hook.example:http/",
        "https://hook.example\\@127.0.0.1/",
        "https://hook.example/\r\nHost: a",
        "https://hook.example/a b",
        "https://höök.example/",
        "https://[::1/",
        "https://hook.example/" + "a" * 2000,
    ],
    ids=lambda url: url[:40],
)
def test_what_is_no_address_of_a_webhook_is_refused(url):
    """Other schemes, credentials and malformed addresses are refused."""
    with pytest.raises(ForbiddenTarget):
        judge(url, resolve=resolving(OUTSIDE))


def test_a_host_without_address_is_refused():
    """What cannot be resolved is not waited for."""
    with pytest.raises(ForbiddenTarget, match="no address"):
        judge("https://hook.example/", resolve=resolving())


@pytest.mark.parametrize(
    ("allowed", "address", "good"),
    [
        (("10.0.0.0/8",), "10.1.2.3", True),
        (("10.0.0.0/8",), "192.168.0.1", False),
        (("10.0.0.0/8", "fd00::/8"), "fd00::1", True),
        (("10.0.0.0/8",), "::ffff:10.0.0.1", False),
    ],
)
def test_networks_of_ones_own_may_be_allowed(allowed, address, good):
    """What is allowed may be reached, without TLS too; nothing beside it."""
    if good:
        found = judge("http://hook.internal:81/", allowed, resolve=resolving(address))
        assert (found.scheme, found.port) == ("http", 81)
        assert found.netloc == "hook.internal:81"
    else:
        with pytest.raises(ForbiddenTarget):
            judge("http://hook.internal/", allowed, resolve=resolving(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "localhost"]
)
def test_spellings_of_this_machine_are_refused_by_the_real_resolver(host):
    """However loopback is written, the system's resolver says what is meant."""
    with pytest.raises(ForbiddenTarget):
        judge(f"https://{host}/")
