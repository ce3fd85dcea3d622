"""``crible uploads``: work on what was uploaded, and send what is to be told."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import threading

import click

from crible.cli import exits
from crible.cli.session import opened


@click.command()
def uploads() -> int:
    """Screen uploaded files and send webhook messages until interrupted.

    Any number may run, on any machine that sees the database and the data folder. The
    job of one that ends, in whatever way, is taken up by another.
    """
    from crible import telemetry
    from crible.jobs import loop
    from crible.telemetry import Event

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_about: stop.set())
    with opened() as (settings, services):
        telemetry.configure(settings.log_level)
        telemetry.emit(Event.WORKER_STARTED, process=os.getpid())
        loop.run(
            dataclasses.replace(services, crashed=telemetry.crash),
            settings.uploads,
            f"{socket.gethostname()}:{os.getpid()}:{services.new_id()}",
            stop,
            keep_days=settings.upload_days,
            allowed=settings.webhook_networks,
        )
        telemetry.emit(Event.STOPPED)
    return exits.OK
