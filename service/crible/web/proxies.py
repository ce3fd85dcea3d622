"""What a reverse proxy says of the client, believed only where the proxy is named.

Headers of the family ``X-Forwarded`` and ``Forwarded`` are removed before anybody could
read them; those of a trusted proxy become what they mean: the client's address and the
scheme. ``X-Forwarded-Host`` is never taken: a proxy passes the header Host on.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

UNIX = "unix"
FORWARDED = "crible.forwarded"
"""Whether any proxy left its mark, trusted or not; key of the WSGI environment."""

_SAID = ("HTTP_X_FORWARDED_", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")


class Proxies:
    """Middleware that settles who the client is.

    Args:
        app: the application.
        trusted: addresses and networks; ``unix`` for whoever comes through a socket.
    """

    def __init__(self, app: WSGIApplication, trusted: Sequence[str]) -> None:
        self._app = app
        self._unix = UNIX in trusted
        self._networks: list[IPv4Network | IPv6Network] = [
            ip_network(word) for word in trusted if word != UNIX
        ]

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer one request."""
        peer = environ.get("REMOTE_ADDR") or ""
        chain = environ.get("HTTP_X_FORWARDED_FOR", "")
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", "")
        said = [name for name in environ if name.startswith(_SAID)]
        for name in said:
            del environ[name]
        environ[FORWARDED] = bool(said)
        if (self._networks or self._unix) and self._trusts(peer):
            environ["REMOTE_ADDR"] = self._client(peer, chain)
            if scheme in {"http", "https"}:
                environ["wsgi.url_scheme"] = scheme
        return self._app(environ, start_response)

    def _client(self, peer: str, chain: str) -> str:
        """The last address that was not written by a proxy of ours."""
        for word in reversed([word.strip() for word in chain.split(",")]):
            if not _is_address(word):
                return peer
            peer = word
            if not self._trusts(word):
                return word
        return peer

    def _trusts(self, peer: str) -> bool:
        if not _is_address(peer):
            return self._unix and not peer
        address = ip_address(peer)
        return any(address in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
