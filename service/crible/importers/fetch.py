"""The only downloader: one address into one file, whole or not at all.

Asks whether there is anything new, goes on where it was cut off when the server offers
that, gives up after a few attempts, and never takes more than it may. What arrives is
looked at only to tell a web page from a list. The environment has no say: proxy and
certificates come from crible's own settings.
"""

from __future__ import annotations

import time
import zlib
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError as BrokenBody

from crible._version import __version__
from crible.errors import DownloadFailed, TooLarge
from crible.importers.downloads import (
    NOTHING,
    Fetched,
    Known,
    Limits,
    digest_of,
    head,
    is_loopback,
    promised,
    refuse_page,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_BLOCK = 1 << 16
_PIECE = 1 << 20
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Worth another try: the server is busy or broken, not of another opinion.
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 60.0


class _Again(Exception):
    """This attempt failed and the next may not."""

    def __init__(self, why: str, pause: float = 0.0) -> None:
        super().__init__(why)
        self.pause = pause


class Fetcher:
    """Downloads files over HTTP.

    Args:
        proxy: URL of a proxy, or empty.
        ca_bundle: file with certificates to trust instead of the usual ones, or empty.
        limits: how much a download may cost.
        allow_http: take plain HTTP from other machines, too.
        sleep: waits so many seconds, for tests.
        monotonic: a clock in seconds, for tests.
    """

    def __init__(
        self,
        *,
        proxy: str = "",
        ca_bundle: str = "",
        limits: Limits | None = None,
        allow_http: bool = False,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits or Limits()
        self._allow_http = allow_http
        self._proxy = proxy
        self._sleep = sleep
        self._monotonic = monotonic
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca_bundle or True
        self._session.headers.update(
            {
                "User-Agent": f"crible/{__version__}",
                "Accept": "*/*",
                # Resuming and checksums count bytes as they lie on disk.
                "Accept-Encoding": "identity",
            }
        )

    def fetch(
        self,
        url: str,
        target: Path,
        *,
        known: Known = NOTHING,
        progress: Callable[[int], None] = lambda _count: None,
    ) -> Fetched | None:
        """Download one file.

        Args:
            url: where from.
            target: where to; only ever there when it is whole.
            known: what is there already, to be told when it is still the newest.
            progress: called with the number of bytes so far.

        Returns:
            The file, or None when the publisher has nothing newer than ``known``.

        Raises:
            DownloadFailed: it cannot be had, after some attempts where that may help.
            ListRefused: a web page came instead of a file.
            TooLarge: it is larger than it may be.
        """
        part = target.with_name(f".{target.name}.part")
        download = _Download(self, url, part, known, progress)
        try:
            if not self._attempts(download):
                return None
            refuse_page(head(part), shown(url))
            digest = digest_of(part)
            if download.promised and digest != download.promised:
                raise DownloadFailed(
                    "The checksum that the server sent does not fit what arrived.",
                    where=shown(url),
                    hint="Try again later.",
                )
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return Fetched(target, digest, download.have, download.marks)

    def _attempts(self, download: _Download) -> bool:
        limits = self.limits
        download.deadline = self._monotonic() + limits.total_seconds
        for number in range(1, limits.attempts + 1):
            try:
                return download.attempt()
            except _Again as failed:
                if number == limits.attempts:
                    raise DownloadFailed(
                        f"{failed} ({number} attempts).",
                        where=shown(download.url),
                        hint="Try again later, or look at the publisher's page.",
                    ) from None
                self._sleep(
                    max(
                        limits.pause * 2 ** (number - 1),
                        min(failed.pause, _LONGEST_PAUSE),
                    )
                )
        raise AssertionError("unreachable")

    def get(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        """Ask for an address, following redirects by our own rules.

        Raises:
            _Again: no answer.
            DownloadFailed: an address that must not be followed, or too many.
        """
        for _ in range(self.limits.redirects + 1):
            self._refuse_address(url)
            answer = self._get(url, headers)
            if answer.status_code not in _REDIRECTS:
                return answer
            answer.close()
            there = urljoin(url, answer.headers.get("Location", ""))
            if is_loopback(there) and not is_loopback(url):
                raise DownloadFailed(
                    "The server sends us to an address on this machine.",
                    where=shown(url),
                )
            url = there
        raise DownloadFailed(
            f"More than {self.limits.redirects} redirects.", where=shown(url)
        )

    def _get(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        through = {} if is_loopback(url) or not self._proxy else self._proxies()
        try:
            return self._session.get(
                url,
                headers=dict(headers),
                stream=True,
                allow_redirects=False,
                timeout=(self.limits.connect_seconds, self.limits.read_seconds),
                proxies=through,
            )
        except requests.exceptions.SSLError as error:
            raise DownloadFailed(
                "The server's certificate is not trusted.",
                where=shown(url),
                hint="Behind a proxy that has its own, set CRIBLE_CA_BUNDLE.",
            ) from error
        except requests.exceptions.ProxyError as error:
            raise _Again("The proxy of CRIBLE_PROXY does not let us through") from error
        except requests.exceptions.Timeout as error:
            raise _Again("No answer in time") from error
        except requests.exceptions.ConnectionError as error:
            raise _Again("No connection") from error
        except (requests.exceptions.RequestException, ValueError) as error:
            raise DownloadFailed(
                "This address cannot be asked.", where=shown(url)
            ) from error

    def _proxies(self) -> dict[str, str]:
        return {"http": self._proxy, "https": self._proxy}

    def _refuse_address(self, url: str) -> None:
        scheme = urlsplit(url).scheme.lower()
        if scheme == "https":
            return
        if scheme == "http" and (self._allow_http or is_loopback(url)):
            return
        if scheme == "http":
            raise DownloadFailed(
                "Plain HTTP can be altered on its way, so lists come by HTTPS.",
                where=shown(url),
                hint="If you must: --allow-http.",
            )
        raise DownloadFailed(
            "Only HTTPS addresses can be downloaded.", where=shown(url)
        )

    def seconds(self) -> float:
        """The present moment of the clock that deadlines are kept by."""
        return self._monotonic()


class _Download:
    """One file on its way: what is there, and what is known of it."""

    def __init__(
        self,
        fetcher: Fetcher,
        url: str,
        part: Path,
        known: Known,
        progress: Callable[[int], None],
    ) -> None:
        self._fetcher = fetcher
        self.url = url
        self._part = part
        self._known = known
        self._progress = progress
        self.have = 0
        self.marks = NOTHING
        self.promised = ""
        self.deadline = 0.0
        self._resumable = False

    def attempt(self) -> bool:
        """Get all, or what is missing; False when there is nothing newer.

        Raises:
            _Again: it may work another time.
            DownloadFailed: it will not.
            TooLarge: it is larger than it may be.
        """
        asked = self._headers()
        answer = self._fetcher.get(self.url, asked)
        with answer:
            status = answer.status_code
            if status == 304 and not self.have and self._known != NOTHING:
                return False
            if status in _AGAIN:
                raise _Again(f"The server answers {status}", _pause(answer))
            if status == 416 and self.have:
                self.have = 0
                raise _Again("The server cannot go on where it stopped")
            if status == 206 and "Range" in asked:
                if not _goes_on(answer, self.have):
                    self.have = 0
                    raise _Again("The server goes on at another place than asked")
            elif status == 200:
                self._start(answer)
            else:
                raise DownloadFailed(
                    f"The server answers {status}.",
                    where=shown(self.url),
                    hint="The address may have changed: see the publisher's page.",
                )
            self._take(answer)
        return True

    def _headers(self) -> dict[str, str]:
        if self.have:
            mark = self.marks.etag or self.marks.last_modified
            return {"Range": f"bytes={self.have}-", "If-Range": mark}
        asked = {}
        if self._known.etag:
            asked["If-None-Match"] = self._known.etag
        if self._known.last_modified:
            asked["If-Modified-Since"] = self._known.last_modified
        return asked

    def _start(self, answer: requests.Response) -> None:
        headers = answer.headers
        self.have = 0
        self.marks = Known(headers.get("ETag", ""), headers.get("Last-Modified", ""))
        encoded = _encoding(answer) != ""
        self.promised = "" if encoded else promised(headers)
        # A weak mark does not say that the bytes are the same.
        strong = self.marks.last_modified or (
            self.marks.etag and not self.marks.etag.startswith("W/")
        )
        offered = headers.get("Accept-Ranges", "").lower() == "bytes"
        self._resumable = bool(strong and offered and not encoded)
        self._part.write_bytes(b"")

    def _take(self, answer: requests.Response) -> None:
        limits = self._fetcher.limits
        length = answer.headers.get("Content-Length", "")
        if length.isdecimal() and self.have + int(length) > limits.bytes:
            raise self._too_large()
        try:
            with self._part.open("ab") as file:
                for piece in self._pieces(answer, file):
                    self.have += len(piece)
                    if self.have > limits.bytes:
                        raise self._too_large()
                    self._progress(self.have)
                    if self._fetcher.seconds() > self.deadline:
                        raise DownloadFailed(
                            f"Not done after {limits.total_seconds:g} seconds.",
                            where=shown(self.url),
                        )
        except (BrokenBody, zlib.error, requests.exceptions.RequestException) as error:
            if not self._resumable:
                self.have = 0
            raise _Again("The download was cut off") from error
        if not self.have:
            raise DownloadFailed("The file is empty.", where=shown(self.url))

    def _pieces(self, answer: requests.Response, file: IO[bytes]) -> Iterator[bytes]:
        """Write what arrives, unpacked, a bounded piece at a time."""
        packed = zlib.decompressobj(wbits=47) if _encoding(answer) else None
        while block := answer.raw.read(_BLOCK, decode_content=False):
            if packed is None:
                file.write(block)
                yield block
                continue
            while block:
                piece = packed.decompress(block, _PIECE)
                file.write(piece)
                yield piece
                block = packed.unconsumed_tail
        if packed is not None and not packed.eof:
            raise zlib.error("cut off")

    def _too_large(self) -> TooLarge:
        return TooLarge(
            f"The file is larger than {self._fetcher.limits.bytes:,} bytes.",
            where=shown(self.url),
            hint="If it must be: CRIBLE_MAX_DOWNLOAD_BYTES.",
        )


def _encoding(answer: requests.Response) -> str:
    found = answer.headers.get("Content-Encoding", "").strip().lower()
    if found in {"", "identity"}:
        return ""
    if found in {"gzip", "x-gzip", "deflate"}:
        return found
    raise DownloadFailed("The server packs the file in a way that we did not ask for.")


def _goes_on(answer: requests.Response, have: int) -> bool:
    span = answer.headers.get("Content-Range", "")
    return span.startswith(f"bytes {have}-") and not _encoding(answer)


def _pause(answer: requests.Response) -> float:
    said = answer.headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else 0.0
