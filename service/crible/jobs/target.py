"""Where a webhook may lead: the outside, and never into the network we stand in.

An address that somebody enters is resolved once, every address that it means is
judged, and the connection goes to that very address, whatever the name means a moment
later (DNS rebinding). Redirects are not followed.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crible.errors import ForbiddenTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Address = IPv4Address | IPv6Address
    Resolve = Callable[[str, int], Sequence[str]]

# Addresses that carry another one inside: what counts is the inner one.
_NAT64 = ip_network("64:ff9b::/96")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was judged.

    Attributes:
        scheme: https, or http inside an allowed network.
        host: as it was written, for the certificate and the header Host.
        port: where.
        path: with the query.
        address: the one to connect to.
    """

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def netloc(self) -> str:
        """Host and port for the header Host; the port only where it is unusual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, by the system's resolver."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(item[4][0]) for item in found))


def judge(
    url: str, allowed: Iterable[str] = (), *, resolve: Resolve = resolve
) -> Target:
    """An address to send to.

    Args:
        url: as somebody entered it.
        allowed: networks that may be reached although they are private.
        resolve: host and port to addresses.

    Raises:
        ForbiddenTarget: it is no address for a webhook, or leads where it must not.
    """
    scheme, host, port, path = _parts(url)
    networks = [ip_network(text) for text in allowed]
    addresses = [ip_address(text.partition("%")[0]) for text in resolve(host, port)]
    if not addresses:
        raise ForbiddenTarget("The host has no address.", hint="Check its name.")
    for address in addresses:
        inside = any(
            address.version == network.version and address in network
            for network in networks
        )
        if inside:
            continue
        # One bad address among good ones is enough: which is taken is not ours to say.
        if not is_public(address):
            raise ForbiddenTarget(
                "The host lies in a private, local or reserved network.",
                hint="Networks of one's own are allowed by CRIBLE_WEBHOOK_NETWORKS.",
            )
        if scheme != "https":
            raise ForbiddenTarget(
                "Messages leave only by https.", hint="Give an https:// address."
            )
    return Target(scheme, host, port, path, str(addresses[0]))


def is_public(address: Address) -> bool:
    """Whether an address is anybody's in the open, and that of no other inside."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or address.is_loopback
        or address.is_link_local
        or address.is_private
        or getattr(address, "is_site_local", False)
    )


def _inner(address: Address) -> Address | None:
    if not isinstance(address, IPv6Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _parts(url: str) -> tuple[str, str, int, str]:
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise ForbiddenTarget(
            "The address cannot be read.",
            hint="Give it in ASCII; a host's name as xn--... where needed.",
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ForbiddenTarget("The address cannot be read.") from None
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ForbiddenTarget("It is no https:// address.")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenTarget(
            "The address holds a name or password.",
            hint="Messages are signed; check the signature instead.",
        )
    if "\\" in url or port == 0:
        raise ForbiddenTarget("The address cannot be read.")
    path = parts.path or "/"
    if parts.query:
        path += f"?{parts.query}"
    usual = 443 if parts.scheme == "https" else 80
    return parts.scheme, parts.hostname, port or usual, path
