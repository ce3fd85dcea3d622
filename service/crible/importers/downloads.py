"""What a download is: its limits, by what it is recognised, and checks of what came.

Pure apart from reading the file that came; asks no server and needs no HTTP library.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from crible.errors import ListRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

_PIECE = 1 << 20
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a download may cost.

    ``bytes`` count after unpacking what the server packed for the way; ``pause`` is
    waited before the second attempt and doubles from then on.
    """

    bytes: int = 1 << 30
    connect_seconds: float = 15.0
    read_seconds: float = 60.0
    total_seconds: float = 1800.0
    attempts: int = 4
    pause: float = 2.0
    redirects: int = 5


class Known(NamedTuple):
    """By what a publisher recognises what we have; each may be empty."""

    etag: str = ""
    last_modified: str = ""


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was downloaded."""

    path: Path
    sha256: str
    bytes: int
    known: Known


def shown(url: str) -> str:
    """An address without what may be secret in it: user, password, query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def promised(headers: Mapping[str, str]) -> str:
    """The SHA-256 that the server states (RFC 9530, RFC 3230), in hex, or empty."""
    for name in ("Repr-Digest", "Digest"):
        for item in headers.get(name, "").split(","):
            algorithm, _, value = item.strip().partition("=")
            if algorithm.lower() == "sha-256":
                try:
                    return base64.b64decode(value.strip(":"), validate=True).hex()
                except ValueError:
                    return ""
    return ""


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine; no name is looked up."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def head(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as file:
        return file.read(1024)


def refuse_page(first: bytes, where: str) -> None:
    """Refuse a web page that came instead of a list.

    Raises:
        ListRefused: the first bytes are those of one.
    """
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_PAGES):
        raise ListRefused(
            "A web page came instead of the list.",
            where=where,
            hint="The publisher may be out of order, or want a log-in or an agreement.",
        )


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_PIECE):
            whole.update(block)
    return whole.hexdigest()
