"""What crible tells its operator: events with fields, as one JSON object a line.

The vocabulary is one enum and the fields are one set, so that what may stand in a log
is decided here and not at the call. Above DEBUG a field outside the set is dropped: a
screened name, a text or a raw path cannot reach the log by an oversight elsewhere. Not
here: metrics and spans.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, WrappedLogger


class Event(StrEnum):
    """Everything that crible logs."""

    REQUEST = "request"
    """One answered HTTP request."""
    UNAVAILABLE = "unavailable"
    """A request that could not be served: no database, no list, no index."""
    CRASH = "crash"
    """An error that nobody foresaw."""
    UNREADABLE_REQUEST = "unreadable-request"
    """Bytes on the wire that are no HTTP request; no route was reached."""
    LISTENING = "listening"
    """The service accepts connections."""
    WORKER_STARTED = "worker-started"
    """A worker process is there."""
    STOPPED = "stopped"
    """The service has stopped."""
    SERVER = "server"
    """A message of the web server itself."""


# Fields that say nothing of whom somebody screened. ``route`` is the rule that matched
# (``/v1/entries/<path:id>``), never the path as sent. ``frames`` are places in code.
FIELDS = frozenset(
    {
        "address",
        "code",
        "event",
        "exception",
        "frames",
        "level",
        "message",
        "method",
        "milliseconds",
        "process",
        "request_id",
        "route",
        "status",
        "timestamp",
    }
)


def keep_known(_logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Drop every field outside ``FIELDS``, unless the line is written at DEBUG."""
    if method == "debug":
        return event
    return {name: value for name, value in event.items() if name in FIELDS}


_written = json.JSONEncoder(default=repr).encode


def _line(event: EventDict, **_options: Any) -> str:
    """An event as one line; the encoder is made once, not for every line."""
    return _written(event)


def configure(level: str = "INFO") -> None:
    """Write events of ``level`` and above to standard error, one JSON object a line.

    Standard error, because standard output carries data in every command.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            keep_known,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level]
        ),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        # Cached loggers would not notice structlog.testing.capture_logs.
        cache_logger_on_first_use=False,
    )


def emit(event: Event, *, level: str = "info", **fields: Any) -> None:
    """Log one event.

    Args:
        event: what happened.
        level: ``debug``, ``info``, ``warning`` or ``error``.
        fields: see ``FIELDS``; others survive at DEBUG only.
    """
    getattr(structlog.get_logger(), level)(event.value, **fields)


def bind(**fields: Any) -> None:
    """Put ``fields`` on every event of this request; those of the last one are gone."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**fields)


def crash(error: BaseException, **fields: Any) -> None:
    """Log an unforeseen error: its class and where, and its message at DEBUG only.

    A message can quote the value that it complains of, and that can be a name;
    hence only the places in the code are written at the default level.
    """
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    emit(
        Event.CRASH,
        level="error",
        exception=type(error).__qualname__,
        frames=frames,
        **fields,
    )
    emit(
        Event.CRASH,
        level="debug",
        traceback="".join(traceback.format_exception(error)),
        **fields,
    )
