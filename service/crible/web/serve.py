"""``serve``: gunicorn around ``create_app``; beyond this machine only with keys.

Processes: the parent opens the database once to refuse a wrong revision before any
socket is bound and to write the index file, closes it again, and forks. Each worker
then opens the database and maps the index file for itself. Composing once and forking
afterwards (gunicorn's ``preload_app``) was the alternative: it would carry open
database connections and held locks over the fork, and would win little, because the
workers share the mapped index through the page cache either way.
"""

from __future__ import annotations

import gc
import sys
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from crible import bootstrap, telemetry
from crible.errors import ListsUnavailable, UnsafeBind, UsageError
from crible.telemetry import Event
from crible.usecases import audit, keys
from crible.web import metrics
from crible.web.app import create_app
from crible.web.security import is_local, is_loopback
from crible.web.server import Log, Worker
from crible.web.shares import Shares
from crible.web.throttle import Throttle

if TYPE_CHECKING:
    from pathlib import Path

    from flask_openapi import OpenAPI

    from crible.settings import Settings

# Threads of one worker, so that a slow client or the database holds up nobody else;
# for more computing there are more workers.
_THREADS = 4

# Seconds for which a thread may compute while others wait. Look-ups that take turns
# of Python's five milliseconds are all as late as the last of them: with this the
# slowest of a hundred came a quarter earlier, and as many were answered.
_TURN = 0.05
_HINT = (
    "There are no access keys yet, so only 127.0.0.0/8, [::1], localhost or "
    "unix:/PATH may be listened on. Make one: crible keys add NAME --scope screen."
)


def parse_bind(text: str) -> str:
    """Check the address to listen on; returns it in the form that gunicorn takes.

    No name is looked up: what a name means can change after the check.

    Raises:
        UsageError: it is no HOST:PORT and no unix:/PATH.
    """
    if text.startswith("unix:"):
        path = text.removeprefix("unix:")
        if not path.startswith("/"):
            raise UsageError("A socket's path must be absolute.", hint="unix:/PATH")
        return text
    host, colon, port = text.rpartition(":")
    if not (colon and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise UsageError(
            f"{text!r} is no address to listen on.", hint="Give HOST:PORT."
        )
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise UsageError(
            f"{text!r} is no address to listen on.",
            hint="Put an IPv6 address into brackets: [::1]:8520.",
        )
    if host == "localhost":
        host = "127.0.0.1"
    try:
        ip_address(host)
    except ValueError:
        raise UsageError(
            f"{text!r} is no address to listen on.",
            hint="Give an address in figures, such as 127.0.0.1:8520.",
        ) from None
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def refuse_unsafe(settings: Settings, *, guarded: bool) -> None:
    """Refuse to be reached from elsewhere while anybody could ask.

    Args:
        settings: where it listens, and for whom.
        guarded: there is a key or a user.

    Raises:
        UnsafeBind: the address, a host's name or a proxy leads beyond this machine.
        UsageError: a certificate without its key, or the reverse.
    """
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        raise UsageError("CRIBLE_TLS_CERTIFICATE and CRIBLE_TLS_KEY go together.")
    if guarded:
        return
    if not is_local(parse_bind(settings.bind)):
        raise UnsafeBind(f"Refused to listen on {settings.bind!r}.", hint=_HINT)
    if settings.trusted_proxies or not all(map(is_loopback, settings.hosts)):
        raise UnsafeBind(
            "Refused to answer for another host or behind a proxy.", hint=_HINT
        )


def serve(settings: Settings) -> None:
    """Run the service until SIGTERM or SIGINT.

    Raises:
        UnsafeBind: the address can be reached from another machine.
        UsageError: it is no address.
        StoreUnavailable: the database does not answer.
        SchemaMismatch: the database is at another revision.
        SystemExit: at the end; its code is 0 after SIGTERM.
    """
    bind = parse_bind(settings.bind)
    telemetry.configure(settings.log_level)
    _prepare(settings)
    _settle()
    with metrics.shared_folder() as folder:
        _Server(settings, bind, folder).run()


def _prepare(settings: Settings) -> None:
    services = bootstrap.start(settings)
    try:
        refuse_unsafe(settings, guarded=keys.any_good(services))
        audit.note_settings(services, settings.for_record(), settings.operator)
        # Two workers that start at once would both build what one can write. And the
        # first look-up reads the tables, which those forked from here then share.
        services.live.current().screener.screen("crible")
    except ListsUnavailable:
        # Not a reason to stay down: /readyz says so, and lists may be imported now.
        pass
    finally:
        services.store.close()


def _settle() -> None:
    """Take what is there to stay out of the collector's sight.

    A full collection of the tables and the application takes as long as ten look-ups,
    which would wait for it; and it writes to pages that processes share.
    """
    gc.collect()
    gc.freeze()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with our settings alone: no file, no argument, no GUNICORN_CMD_ARGS."""

    def __init__(self, settings: Settings, bind: str, folder: Path) -> None:
        self._settings = settings
        self._bind = bind
        self._folder = folder
        # Made before the workers are, who share them.
        self._throttle = Throttle()
        self.shares = Shares()
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn."""
        told = {"child_exit": lambda _arbiter, worker: self.shares.leave(worker.age)}
        for name, value in (options(self._settings, self._bind) | told).items():
            # Some exist only since a certain version of gunicorn.
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> OpenAPI:
        """Compose the application; called in each worker, after the fork."""
        sys.setswitchinterval(_TURN)
        app = create_app(
            bootstrap.start(self._settings),
            self._settings,
            self._throttle,
            self._folder,
        )
        _settle()
        return app


def options(settings: Settings, bind: str) -> dict[str, Any]:
    """Gunicorn's settings."""
    return {
        "bind": bind,
        "workers": settings.workers,
        "worker_class": Worker,
        "logger_class": Log,
        "threads": _THREADS,
        # A header may take as long as this to arrive. It does not end a slow body:
        # that is a proxy's work, and holds one thread here.
        "timeout": settings.request_timeout,
        # Who may say X-Forwarded-... is decided by Proxies alone.
        "forwarded_allow_ips": "",
        "certfile": settings.tls_certificate or None,
        "keyfile": settings.tls_key or None,
        "graceful_timeout": settings.request_timeout,
        "loglevel": settings.log_level.lower(),
        # Our own line per request replaces it; gunicorn's quotes the raw path.
        "accesslog": None,
        # Since 25.1 gunicorn opens a socket that takes commands; nobody needs it.
        "control_socket_disable": True,
        # Nobody but the user that runs the service may use a unix socket.
        "umask": 0o077,
        "proc_name": "crible",
        "when_ready": lambda _arbiter: telemetry.emit(Event.LISTENING, address=bind),
        "post_worker_init": lambda worker: telemetry.emit(
            Event.WORKER_STARTED, process=worker.pid
        ),
        "on_exit": lambda _arbiter: telemetry.emit(Event.STOPPED),
    }
