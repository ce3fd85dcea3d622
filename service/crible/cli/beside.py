"""Uploads in a process of their own, so that no long step of the night keeps them waiting.

A thread was the alternative: beside one no process can be forked, and then neither the
step nor the upload would spread over the processors.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from multiprocessing import get_context
from typing import TYPE_CHECKING, Self

from crible.cli import exits
from crible.errors import CribleError, StoreUnavailable

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess
    from types import TracebackType

    from crible.settings import Settings
    from crible.usecases.services import Services

# Seconds between two looks at an empty queue, and until a process that is to end is killed.
_POLL = 1.0
_GRACE = 60.0


class Uploads:
    """A process that works on uploads; a context manager, begun while nothing is open.

    Args:
        workers: processes that screen.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._process = self._begun()

    def _begun(self) -> ForkProcess:
        process = get_context("fork").Process(
            target=_work, args=(self._workers, os.getpid())
        )
        process.start()
        return process

    def tend(self) -> None:
        """Begin it again when it ended: its memory was wanted, or somebody killed it."""
        if not self._process.is_alive():
            self._process.join()
            self._process = self._begun()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


class _Stop(threading.Event):
    """Set by a signal, or when the parent is gone."""

    def __init__(self, parent: int) -> None:
        super().__init__()
        self._parent = parent

    def is_set(self) -> bool:
        return super().is_set() or os.getppid() != self._parent


def _work(workers: int, parent: int) -> None:
    from crible.cli import session

    stop = _Stop(parent)
    signal.signal(signal.SIGTERM, lambda *_about: stop.set())
    # A person's Ctrl-C reaches the parent too, which ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with session.opened() as (settings, services):
            name = f"{socket.gethostname()}:{os.getpid()}:{services.new_id()}"
            while not stop.is_set():
                if not turn(settings, services, name, stop, workers):
                    stop.wait(_POLL)
    except CribleError as error:
        exits.report(error)


def turn(
    settings: Settings,
    services: Services,
    name: str,
    stop: threading.Event,
    workers: int,
) -> bool:
    """Work on one upload and send messages; says whether there was anything."""
    from crible.jobs import loop

    try:
        return loop.turn(
            services,
            settings.uploads,
            name,
            stop,
            allowed=settings.webhook_networks,
            workers=workers,
        )
    except StoreUnavailable as error:
        exits.report(error)
        return False
