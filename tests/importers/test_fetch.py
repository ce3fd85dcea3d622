"""Downloading, against a server on this machine that does all a server can do wrong."""

from __future__ import annotations

import base64
import gzip
import hashlib
import time

import pytest
from tests.servers import running

from crible.errors import CribleError, DownloadFailed, ListRefused, TooLarge
from crible.importers.downloads import Known, Limits, shown
from crible.importers.fetch import Fetcher

BODY = b"".join(b"%d,name of a ship,-0-\n" % number for number in range(20_000))
ETAG = '"v1"'
DATE = "Fri, 20 Nov 2026 12:00:00 GMT"


@pytest.fixture
def server():
    """A running server."""
    with running() as server:
        yield server


@pytest.fixture
def pauses():
    """Seconds that the fetcher waited between attempts."""
    return []


@pytest.fixture
def fetch(tmp_path, pauses):
    """A function that downloads to ``out.csv``."""

    def fetch(url, *, known=None, progress=None, more=None, **limits):
        limits = {"read_seconds": 5, "bytes": 10_000_000, **limits}
        fetcher = Fetcher(limits=Limits(**limits), sleep=pauses.append, **(more or {}))
        said = {"known": Known(*known)} if known else {}
        if progress:
            said["progress"] = progress
        return fetcher.fetch(url, tmp_path / "out.csv", **said)

    return fetch


def _files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_whole_file(server, fetch, tmp_path):
    """A file arrives with hash, size and marks; nothing else is left behind."""
    server.answers["/list.csv"] = lambda it: it.answer(
        body=BODY, ETag=ETAG, Last_Modified=DATE
    )
    counts = []
    found = fetch(server.url(), progress=counts.append)
    assert found.path.read_bytes() == BODY
    assert found.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (found.bytes, found.known) == (len(BODY), (ETAG, DATE))
    assert counts == sorted(counts)
    assert counts[-1] == len(BODY)
    assert _files(tmp_path) == ["out.csv"]
    (_, headers) = server.asked[0]
    assert headers["Accept-Encoding"] == "identity"
    assert headers["User-Agent"].startswith("crible/")


def test_not_modified(server, fetch, tmp_path):
    """Asked with the marks of what is there, the server says that it is the newest."""

    def answer(it):
        assert it.headers["If-None-Match"] == ETAG
        assert it.headers["If-Modified-Since"] == DATE
        it.send_response(304)
        it.end_headers()

    server.answers["/list.csv"] = answer
    assert fetch(server.url(), known=(ETAG, DATE)) is None
    assert _files(tmp_path) == []


def test_not_modified_unasked_is_a_fault(server, fetch):
    """A server that says "not modified" to somebody who has nothing is not believed."""
    server.answers["/list.csv"] = lambda it: it.answer(304)
    with pytest.raises(DownloadFailed, match="304"):
        fetch(server.url())


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_refusal_is_final(server, fetch, pauses, status):
    """A server that refuses is asked once."""
    server.answers["/list.csv"] = lambda it: it.answer(status, b"no")
    with pytest.raises(DownloadFailed, match=str(status)) as caught:
        fetch(server.url())
    assert len(server.asked) == 1
    assert pauses == []
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_busy_server_is_asked_again(server, fetch, pauses, status):
    """A server in trouble is asked again, with growing pauses."""

    def answer(it):
        if len(server.asked) < 4:
            it.answer(status, b"later")
        else:
            it.answer(body=BODY)

    server.answers["/list.csv"] = answer
    assert fetch(server.url()).bytes == len(BODY)
    assert pauses == [2.0, 4.0, 8.0]


def test_busy_server_is_given_up(server, fetch, tmp_path):
    """After the last attempt it is over, and nothing is left behind."""
    server.answers["/list.csv"] = lambda it: it.answer(500, b"oops")
    with pytest.raises(DownloadFailed, match=r"500 \(4 attempts\)"):
        fetch(server.url())
    assert len(server.asked) == 4
    assert _files(tmp_path) == []


@pytest.mark.parametrize(
    ("said", "waited"), [("7", 7.0), ("9999", 60.0), ("soon", 2.0), ("0", 2.0)]
)
def test_server_says_when_to_come_again(server, fetch, pauses, said, waited):
    """A pause that the server asks for is kept, up to a minute."""

    def answer(it):
        if len(server.asked) < 2:
            it.answer(503, b"", Retry_After=said)
        else:
            it.answer(body=BODY)

    server.answers["/list.csv"] = answer
    fetch(server.url())
    assert pauses == [waited]


def _cut(it, *, at, **headers):
    it.send_response(200)
    it.send_header("Content-Length", str(len(BODY)))
    for name, value in headers.items():
        it.send_header(name.replace("_", "-"), value)
    it.end_headers()
    it.wfile.write(BODY[:at])
    it.hang_up()


def test_cut_off_download_goes_on(server, fetch):
    """A download that was cut off goes on where it stopped, when that is offered."""
    marks = {"ETag": ETAG, "Accept_Ranges": "bytes"}

    def answer(it):
        if "Range" not in it.headers:
            _cut(it, at=100_000, **marks)
            return
        assert it.headers["If-Range"] == ETAG
        start = int(it.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        span = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
        it.answer(206, BODY[start:], Content_Range=span, **marks)

    server.answers["/list.csv"] = answer
    assert fetch(server.url()).path.read_bytes() == BODY
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "marks",
    [{}, {"Accept_Ranges": "bytes", "ETag": 'W/"weak"'}, {"ETag": ETAG}],
    ids=["nothing", "weak mark", "no ranges"],
)
def test_cut_off_download_begins_again(server, fetch, marks):
    """Without an offer to go on, the next attempt begins at the start."""

    def answer(it):
        assert "Range" not in it.headers
        if len(server.asked) == 1:
            _cut(it, at=100_000, **marks)
        else:
            it.answer(body=BODY)

    server.answers["/list.csv"] = answer
    assert fetch(server.url()).path.read_bytes() == BODY


def test_file_that_changed_meanwhile_begins_again(server, fetch):
    """When the file changed between two attempts, no half of the old one is kept."""
    newer = BODY.replace(b"ship", b"boat")

    def answer(it):
        if "Range" not in it.headers:
            _cut(it, at=100_000, ETag=ETAG, Accept_Ranges="bytes")
        else:
            it.answer(body=newer, ETag='"v2"')

    server.answers["/list.csv"] = answer
    found = fetch(server.url())
    assert found.path.read_bytes() == newer
    assert found.known.etag == '"v2"'


@pytest.mark.parametrize(
    ("status", "headers"),
    [(206, {"Content_Range": "bytes 5-9/10"}), (416, {}), (206, {})],
)
def test_server_that_goes_on_wrongly(server, fetch, status, headers):
    """A part that does not fit is thrown away and all begins again."""

    def answer(it):
        if len(server.asked) == 1:
            _cut(it, at=100_000, ETag=ETAG, Accept_Ranges="bytes")
        elif "Range" in it.headers:
            it.answer(status, b"12345", **headers)
        else:
            it.answer(body=BODY)

    server.answers["/list.csv"] = answer
    assert fetch(server.url()).path.read_bytes() == BODY


def test_always_cut_off(server, fetch, tmp_path):
    """A download that never gets whole leaves nothing behind."""
    server.answers["/list.csv"] = lambda it: _cut(it, at=100)
    with pytest.raises(DownloadFailed, match="cut off"):
        fetch(server.url())
    assert _files(tmp_path) == []


def test_cut_off_in_chunks(server, fetch):
    """A transfer in chunks that ends early is noticed although no length was said."""

    def answer(it):
        it.send_response(200)
        it.send_header("Transfer-Encoding", "chunked")
        it.end_headers()
        it.wfile.write(b"5\r\n1,a,b\r\n")
        it.hang_up()

    server.answers["/list.csv"] = answer
    with pytest.raises(DownloadFailed, match="cut off"):
        fetch(server.url())


def test_silent_server(server, fetch):
    """A server that sends nothing is given up after the time for a read."""
    server.answers["/list.csv"] = lambda _: server.stopped.wait(5)
    with pytest.raises(DownloadFailed, match="No answer in time"):
        fetch(server.url(), read_seconds=0.05, attempts=2)


def test_server_that_stops_in_the_middle(server, fetch):
    """A server that falls silent in the middle counts as cut off."""

    def answer(it):
        it.send_response(200)
        it.send_header("Content-Length", str(len(BODY)))
        it.end_headers()
        it.wfile.write(BODY[:1000])
        it.wfile.flush()
        server.stopped.wait(5)

    server.answers["/list.csv"] = answer
    with pytest.raises(DownloadFailed, match="cut off"):
        fetch(server.url(), read_seconds=0.1, attempts=2)


def test_dripping_server(server, fetch):
    """A server that sends a little for ever is stopped after the time for a file."""

    def answer(it):
        it.send_response(200)
        it.end_headers()
        while not server.stopped.is_set():
            it.wfile.write(b"x" * 70_000)
            time.sleep(0.01)

    seconds = iter(range(0, 10_000, 100))
    server.answers["/list.csv"] = answer
    with pytest.raises(DownloadFailed, match="Not done after 250 seconds"):
        fetch(
            server.url(),
            total_seconds=250,
            more={"monotonic": lambda: next(seconds)},
        )


@pytest.mark.parametrize("length", [True, False])
def test_too_large(server, fetch, tmp_path, length):
    """A file above the limit is refused, whether its length was said or not."""

    def answer(it):
        it.send_response(200)
        if length:
            it.send_header("Content-Length", str(len(BODY)))
        else:
            it.close_connection = True
        it.end_headers()
        it.wfile.write(BODY)

    server.answers["/list.csv"] = answer
    with pytest.raises(TooLarge, match="100,000"):
        fetch(server.url(), bytes=100_000)
    assert _files(tmp_path) == []


def test_packed_for_the_way(server, fetch):
    """A server that packs although nobody asked is understood."""
    server.answers["/list.csv"] = lambda it: it.answer(
        body=gzip.compress(BODY), Content_Encoding="gzip"
    )
    assert fetch(server.url()).path.read_bytes() == BODY


def test_bomb(server, fetch, tmp_path):
    """What unpacks to more than a file may have is stopped on the way."""
    bomb = gzip.compress(b"0" * 200_000_000, 9)
    assert len(bomb) < 1_000_000
    server.answers["/list.csv"] = lambda it: it.answer(
        body=bomb, Content_Encoding="gzip"
    )
    counts = []
    with pytest.raises(TooLarge):
        fetch(server.url(), progress=counts.append)
    assert max(counts) <= 10_000_000 + (1 << 20)
    assert _files(tmp_path) == []


def test_packed_and_damaged(server, fetch):
    """Packed bytes that are damaged or end early are a broken transfer."""
    for body in (gzip.compress(BODY)[:-20], b"\x1f\x8bnonsense"):
        server.answers["/list.csv"] = lambda it, body=body: it.answer(
            body=body, Content_Encoding="gzip"
        )
        with pytest.raises(DownloadFailed, match="cut off"):
            fetch(server.url())


def test_unknown_packing(server, fetch):
    """A way of packing that nobody asked for is refused."""
    server.answers["/list.csv"] = lambda it: it.answer(body=BODY, Content_Encoding="br")
    with pytest.raises(DownloadFailed, match="packs"):
        fetch(server.url())


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><title>503</title>",
        b"\xef\xbb\xbf\r\n  <HTML lang=en>",
        b"<head><meta></head>",
    ],
)
def test_web_page(server, fetch, tmp_path, body):
    """A web page with a friendly status is no list."""
    server.answers["/list.csv"] = lambda it: it.answer(body=body)
    with pytest.raises(ListRefused, match="web page"):
        fetch(server.url())
    assert _files(tmp_path) == []


def test_nothing_in_it(server, fetch):
    """An empty file is no list."""
    server.answers["/list.csv"] = lambda it: it.answer()
    with pytest.raises(DownloadFailed, match="empty"):
        fetch(server.url())


@pytest.mark.parametrize("header", ["Repr_Digest", "Digest"])
@pytest.mark.parametrize("right", [True, False])
def test_checksum_of_the_server(server, fetch, header, right):
    """A checksum that the server states must hold."""
    digest = hashlib.sha256(BODY if right else b"other").digest()
    value = base64.b64encode(digest).decode()
    said = f"sha-256=:{value}:" if header == "Repr_Digest" else f"SHA-256={value}"
    server.answers["/list.csv"] = lambda it: it.answer(body=BODY, **{header: said})
    if right:
        assert fetch(server.url()).bytes == len(BODY)
    else:
        with pytest.raises(DownloadFailed, match="checksum"):
            fetch(server.url())


def test_redirect(server, fetch):
    """A redirect is followed, absolute or relative."""
    server.answers["/a"] = lambda it: it.answer(302, Location=server.url("/b"))
    server.answers["/b"] = lambda it: it.answer(307, Location="list.csv")
    server.answers["/list.csv"] = lambda it: it.answer(body=BODY)
    assert fetch(server.url("/a")).bytes == len(BODY)


def test_redirects_in_a_circle(server, fetch):
    """Redirects that lead nowhere are given up."""
    server.answers["/a"] = lambda it: it.answer(301, Location="/b")
    server.answers["/b"] = lambda it: it.answer(301, Location="/a")
    with pytest.raises(DownloadFailed, match="More than 5 redirects"):
        fetch(server.url("/a"))
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "there",
    ["http://example.invalid/x", "ftp://example.invalid/x", "file:///etc/passwd"],
)
def test_redirect_to_where_nobody_should_go(server, fetch, there):
    """A redirect to plain HTTP elsewhere, or to no HTTP at all, is refused."""
    server.answers["/list.csv"] = lambda it: it.answer(302, Location=there)
    with pytest.raises(DownloadFailed, match="HTTP"):
        fetch(server.url())


def test_redirect_from_outside_into_this_machine(server, fetch):
    """What another machine's answer says of this one's insides is not followed."""
    server.answers["/list.csv"] = lambda it: it.answer(body=BODY)
    proxied = server.url("/")

    def answer(it):
        it.answer(302, Location=server.url())

    # The proxy plays the machine outside.
    server.answers["http://outside.invalid/list.csv"] = answer
    with pytest.raises(DownloadFailed, match="this machine"):
        fetch(
            "http://outside.invalid/list.csv",
            more={"proxy": proxied, "allow_http": True},
        )


def test_proxy(server, fetch):
    """Addresses elsewhere are asked for through the proxy that was set."""
    server.answers["http://outside.invalid/list.csv"] = lambda it: it.answer(body=BODY)
    found = fetch(
        "http://outside.invalid/list.csv",
        more={"proxy": server.url("/"), "allow_http": True},
    )
    assert found.bytes == len(BODY)


def test_environment_has_no_say(server, fetch, monkeypatch):
    """The proxy variables of the environment are not read."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    server.answers["/list.csv"] = lambda it: it.answer(body=BODY)
    assert fetch(server.url()).bytes == len(BODY)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://example.invalid/a", "HTTPS"),
        ("ftp://example.invalid/a", "HTTPS"),
        ("file:///etc/passwd", "HTTPS"),
        ("/etc/passwd", "HTTPS"),
        ("https:///a", "cannot be asked"),
    ],
)
def test_addresses_that_are_none(fetch, url, said):
    """Plain HTTP elsewhere and other schemes are refused before anything is asked."""
    with pytest.raises(DownloadFailed, match=said):
        fetch(url)


def test_no_server(fetch):
    """Nobody listening is a failure after some attempts."""
    with pytest.raises(DownloadFailed, match="No connection"):
        fetch("http://127.0.0.1:9/list.csv")


def test_secrets_in_an_address_are_not_repeated(server, fetch):
    """Messages name the address without user, password and query."""
    server.answers["/list.csv?token=geheim"] = lambda it: it.answer(404)
    url = server.url("/list.csv?token=geheim").replace("//", "//me:geheim@")
    with pytest.raises(CribleError) as caught:
        fetch(url)
    assert "geheim" not in str(caught.value)
    assert shown(url) == server.url()


def test_old_file_stays_when_the_new_one_fails(server, fetch, tmp_path):
    """A failed download does not touch what is there."""
    (tmp_path / "out.csv").write_bytes(b"old")
    server.answers["/list.csv"] = lambda it: _cut(it, at=100)
    with pytest.raises(DownloadFailed):
        fetch(server.url())
    assert (tmp_path / "out.csv").read_bytes() == b"old"
