"""``crible serve``: run the HTTP service."""

from __future__ import annotations

import dataclasses

import click

from crible.cli import exits


@click.command()
@click.option(
    "--bind", metavar="HOST:PORT", help="Where to listen.  [default: CRIBLE_BIND]"
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Worker processes.  [default: CRIBLE_WORKERS]",
)
def serve(bind: str | None, workers: int | None) -> int:
    """Serve the JSON API until interrupted."""
    from crible import settings as settings_module
    from crible.web.serve import serve as run

    settings = settings_module.load()
    settings = dataclasses.replace(
        settings,
        bind=bind or settings.bind,
        workers=workers or settings.workers,
    )
    run(settings)
    return exits.OK
