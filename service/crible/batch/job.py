"""What a run is to do, and where its result may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.batch import manifest
from crible.batch.opening import FOREIGN
from crible.errors import FileRefused, UsageError
from crible.usecases.live import PRESENT, State

if TYPE_CHECKING:
    from pathlib import Path

    from crible.batch.files import Reading


@dataclass(frozen=True, slots=True)
class Job:
    """What to do.

    Attributes:
        source: the counterparty file.
        target: the result file.
        reading: how to read the source.
        actor: who asks.
        lists: list keys to look at; empty means all loaded.
        threshold: alert line; None means the profile's own.
        hits_only: leave clear rows out of the result; errors always stay in.
        all_hits: write a row for each hit, not one for the best.
        overwrite: whether an existing result may be replaced.
        state: which state of the lists to answer from.
        workers: processes that screen.
        resume: True goes on with a run that was stopped and nothing else, False
            begins anew, None goes on where that is sound.
        since: id of an earlier batch to go on from, or ``last`` for the newest of a
            file of this name; empty screens everything.
        portfolio: name to keep the subjects under, to screen them again when a list
            changes.
    """

    source: Path
    target: Path
    reading: Reading
    actor: str
    lists: tuple[str, ...] = ()
    threshold: float | None = None
    hits_only: bool = False
    all_hits: bool = False
    overwrite: bool = False
    state: State = PRESENT
    workers: int = 1
    resume: bool | None = None
    since: str = ""
    portfolio: str = ""

    def check_target(self) -> None:
        """Refuse a target that cannot be written.

        Raises:
            FileRefused: its type or folder is of no use.
            UsageError: it is the source.
        """
        target, where = self.target, str(self.target)
        if target.suffix.lower() in FOREIGN:
            raise FileRefused(
                f"Results cannot be written as {target.suffix.lower()}.",
                where=where,
                hint="Name the result .csv, .tsv, .xlsx, .parquet or .jsonl.",
            )
        if target.is_dir():
            raise FileRefused("It is a folder.", where=where, hint="Name a file in it.")
        if target.exists() and not target.is_file():
            # A device would be replaced by a file.
            raise FileRefused(
                "It is not a regular file.", where=where, hint="Name a file."
            )
        if not target.parent.is_dir():
            raise FileRefused("The folder of the result is not there.", where=where)
        there = self._there()
        if self.source.exists() and any(path.samefile(self.source) for path in there):
            raise UsageError(
                "The result would overwrite the input.",
                where=where,
                hint="Give another name with -o.",
            )

    def check_free(self) -> None:
        """Refuse to replace a result unasked.

        Raises:
            UsageError: one is there.
        """
        there = self._there()
        if there and not self.overwrite:
            raise UsageError(
                f"Already there: {', '.join(path.name for path in there)}.",
                where=str(self.target),
                hint="Say --overwrite to replace it, or give another name with -o.",
            )

    def _there(self) -> list[Path]:
        results = (self.target, manifest.path_beside(self.target))
        return [path for path in results if path.exists()]
