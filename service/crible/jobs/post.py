"""One signed message over HTTP, to an address that was judged before.

``http.client`` rather than a larger library: it follows no redirect, reads no proxy from
the environment, and lets us say which address to connect to.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from crible._version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.jobs.target import Target

PREFIX = "whsec_"
# Steps that are within their time can still add up: after so many times the time of a
# step the line is cut.
_STEPS = 3


class Answer(NamedTuple):
    """What came of a message: a status, or what went wrong."""

    status: int | None
    failure: str


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature as the Standard Webhooks specification has it."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def headers(
    secret: str, message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """The headers by which a receiver knows a message and its sender."""
    return {
        "Content-Type": "application/json",
        "User-Agent": f"crible/{__version__}",
        "Webhook-Id": message_id,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": sign(secret, message_id, timestamp, body),
    }


def post(
    target: Target,
    body: bytes,
    marked: Mapping[str, str],
    *,
    timeout: float,
    context: ssl.SSLContext | None = None,
) -> Answer:
    """Send a message; any status of 200 to 299 means that it arrived.

    Args:
        target: where.
        body: the message.
        marked: its headers.
        timeout: seconds for each step.
        context: how certificates are checked; the system's way when None.
    """
    connection = _Pinned(target, timeout, context)
    cut = threading.Timer(_STEPS * timeout, connection.cut)
    cut.daemon = True
    cut.start()
    try:
        connection.request("POST", target.path, body, {"Host": target.netloc, **marked})
        # Of an answer the status counts alone; its body is not read.
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        # The text of an error may quote what the other side sent.
        return Answer(None, f"No answer ({type(error).__name__}).")
    finally:
        cut.cancel()
        connection.close()
    if 200 <= answer.status < 300:
        return Answer(answer.status, "")
    return Answer(answer.status, f"It answered {answer.status}.")


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was judged, for the host that was meant."""

    def __init__(
        self, target: Target, timeout: float, context: ssl.SSLContext | None
    ) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self._target = target
        self._tls = None
        if target.scheme == "https":
            self._tls = context or ssl.create_default_context()

    def cut(self) -> None:
        """End whatever is under way, from another thread."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def connect(self) -> None:
        """Connect without asking what the name means now."""
        plain = socket.create_connection(
            (self._target.address, self._target.port), self.timeout
        )
        if self._tls is None:
            self.sock = plain
            return
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self._target.host)
        except BaseException:
            plain.close()
            raise
