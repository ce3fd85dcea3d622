"""gunicorn's worker and log in our terms: problem documents and events.

gunicorn answers bytes that are no HTTP request before any route is reached, in HTML
that quotes them, and logs them. Both could carry a name; here both are replaced.
"""

from __future__ import annotations

import logging
import socket
import time
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gunicorn.glogging import Logger
from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.workers.gthread import ThreadWorker

from crible import telemetry
from crible.telemetry import Event
from crible.web import problems
from crible.web.security import HEADERS

if TYPE_CHECKING:
    from crible.web.shares import Shares

# (class of error, status, code, title); the first that fits.
_REFUSALS: tuple[tuple[type[BaseException], int, str, str], ...] = (
    (LimitRequestLine, 414, "address-too-long", "Address too long"),
    (LimitRequestHeaders, 431, "headers-too-large", "Header fields too large"),
    (ExpectationFailed, 417, "expectation-failed", "Expectation failed"),
    (UnsupportedTransferCoding, 501, "not-implemented", "Transfer coding unknown"),
    (ParseException, 400, "bad-request", "Bad request"),
    (BaseException, 500, "internal", "Internal error"),
)


# Seconds in which the head of a request must have come; for the whole of it there is
# the setting ``request_timeout``.
_HEAD_SECONDS = 10


# Times, a millisecond apart, that a worker leaves a connection to one that holds fewer.
_PATIENCE = 50


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A threaded worker that refuses in problem documents, and does not wait for ever.

    gunicorn's threads read from their clients without a limit: eight that send a byte
    now and then would hold all of two workers. Here each request has a time to arrive;
    then its reading side is closed, which ends the waiting, and nothing else.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reading: dict[Any, float] = {}
        self._shares: Shares = self.app.shares
        self._left = 0

    def notify(self) -> None:
        """Called by gunicorn at each turn: say how many connections are held."""
        super().notify()
        self._shares.hold(self.age, self.nr_conns)

    def accept(self, *args: Any) -> None:
        """Take a connection, unless another worker holds fewer: it was woken as well."""
        if self._left < _PATIENCE and self._shares.is_ahead(self.age, self.nr_conns):
            self._left += 1
            time.sleep(0.001)
            return
        self._left = 0
        super().accept(*args)
        self._shares.hold(self.age, self.nr_conns)

    def handle(self, conn: Any) -> Any:
        """Serve a connection; its head must come soon."""
        self._reading[conn] = time.monotonic() + min(_HEAD_SECONDS, self.cfg.timeout)
        try:
            return super().handle(conn)
        finally:
            self._reading.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Serve a request whose head has come; the rest may take longer."""
        self._reading[conn] = time.monotonic() + self.cfg.timeout
        return super().handle_request(req, conn)

    def murder_keepalived(self, *args: Any, **kwargs: Any) -> None:
        """Called by gunicorn about once a second: close what takes too long."""
        super().murder_keepalived(*args, **kwargs)
        now = time.monotonic()
        for conn, end in tuple(self._reading.items()):
            if end <= now:
                self._reading.pop(conn, None)
                with suppress(OSError):
                    # That of the plain socket: the one of TLS would forget its state
                    # under the thread that is using it.
                    socket.socket.shutdown(conn.sock, socket.SHUT_RD)

    def handle_error(
        self, _request: Any, client: Any, _address: Any, error: BaseException
    ) -> None:
        """Answer bytes that never became a request of the application."""
        status, code, title = next(
            row[1:] for row in _REFUSALS if isinstance(error, row[0])
        )
        request_id = str(uuid.uuid4())
        telemetry.bind(request_id=request_id)
        if status == 500:
            telemetry.crash(error, status=status)
        else:
            telemetry.emit(Event.UNREADABLE_REQUEST, status=status, code=code)
        text = problems.body(
            status,
            code,
            title,
            "The bytes that arrived are no HTTP request that crible takes.",
            request_id=request_id,
        )
        headers = {
            "Connection": "close",
            "Content-Type": problems.MIMETYPE,
            "Content-Length": str(len(text)),
            "X-Request-ID": request_id,
            **HEADERS,
        }
        lines = [f"HTTP/1.1 {status} {title}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        with suppress(OSError):
            # The client may be gone; then there is nobody to tell.
            client.sendall("\r\n".join([*lines, "", text]).encode("ascii"))


class Log(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's messages as events; of their arguments only numbers are written."""

    def setup(self, cfg: Any) -> None:
        """Send what gunicorn logs through ``telemetry`` alone."""
        super().setup(cfg)
        self.error_log.handlers = [_Forward()]
        # gunicorn says at INFO what our own events say already.
        if self.loglevel > logging.DEBUG:
            self.error_log.setLevel(max(self.loglevel, logging.WARNING))


class _Forward(logging.Handler):
    """From the standard library's records to events."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; arguments may quote a request, so texts are left out."""
        arguments = record.args if isinstance(record.args, tuple) else ()
        shown = tuple(
            value if isinstance(value, int | float) else "…" for value in arguments
        )
        try:
            message = record.msg % shown if shown else record.msg
        except (TypeError, ValueError):
            message = record.msg
        level = record.levelname.lower()
        telemetry.emit(
            Event.SERVER,
            level="error" if level == "critical" else level,
            message=message,
            exception=record.exc_info[0].__qualname__
            if record.exc_info and record.exc_info[0]
            else None,
        )
