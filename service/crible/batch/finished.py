"""What a run did, told to whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from crible.batch.manifest import Manifest
    from crible.batch.tally import TopHit


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run did.

    ``errors`` are the first few rows that could not be screened; ``unanswered`` of all
    those could be read, and a list was too old to call them clear. ``changes`` is the
    file of new, gone and changed hits, when the run went on from an earlier batch.
    """

    manifest: Manifest
    manifest_path: Path
    notes: tuple[str, ...]
    errors: tuple[str, ...]
    unanswered: int
    top: tuple[TopHit, ...]
    changes: Path | None = None
