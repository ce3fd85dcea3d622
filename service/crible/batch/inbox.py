"""An inbox: whatever file is put into a folder is screened, and put away.

``IN.csv`` becomes ``done/IN.csv`` with ``results/IN.screened.csv`` and its manifest, or
``refused/IN.csv`` with the reason beside it. A file that somebody still writes to is
left until it rests. Each run goes on from the last one of a file of the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.batch import local, manifest
from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.workplace import Workplace
from crible.errors import FileRefused, InputRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crible.batch.progress import Progress
    from crible.usecases.services import Services

# Seconds that a file must not have changed.
REST = 10.0
_ENDINGS = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".xlsx", ".jsonl", ".ndjson", ".parquet"}
)


@dataclass(frozen=True, slots=True)
class Screened:
    """What became of one file of an inbox; ``problem`` says why it was refused."""

    name: str
    counts: dict[str, int]
    problem: str = ""


class Inbox:
    """A folder that is watched.

    Args:
        folder: where files are put.

    Raises:
        FileRefused: it is no folder that can be written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            for name in ("results", "done", "refused"):
                (folder / name).mkdir(exist_ok=True)
        except OSError as error:
            raise FileRefused(
                f"The inbox cannot be used: {error.strerror}.", where=str(folder)
            ) from None

    def waiting(self, now: float, *, rest: float = REST) -> list[Path]:
        """The files that rest, the oldest first.

        Args:
            now: seconds since 1970.
            rest: seconds that a file must not have changed.
        """
        found = []
        for path in self.folder.iterdir():
            if path.suffix.lower() not in _ENDINGS or path.name.startswith("."):
                continue
            if path.is_file() and now - path.stat().st_mtime >= rest:
                found.append((path.stat().st_mtime, path.name, path))
        return [path for _, _, path in sorted(found)]

    def screen(
        self,
        services: Services,
        path: Path,
        *,
        actor: str,
        workers: int,
        progress: Callable[[Progress], None] = lambda _progress: None,
    ) -> Screened:
        """Screen one file and put it away; one that was begun is gone on with.

        Raises:
            Interrupted: the disk is full or the database was lost; the file waits.
            ListsUnavailable: nothing to screen against; the file waits.
        """
        target = self._target(path)
        job = Job(
            path,
            target,
            Reading(),
            actor,
            overwrite=True,
            workers=workers,
            since="last",
        )
        try:
            done = local.run(services, job, progress=progress)
        except (InputRefused, UsageError) as error:
            self._put_away(path, "refused")
            reason = self.folder / "refused" / f"{path.name}.reason.txt"
            reason.write_text(f"{error}\n", encoding="utf-8", errors="replace")
            return Screened(path.name, {}, str(error))
        self._put_away(path, "done")
        return Screened(path.name, done.manifest.counts)

    def _target(self, path: Path) -> Path:
        """A name for the result that no earlier one has; that of a stopped run first."""
        number = 1
        while True:
            count = f".{number}" if number > 1 else ""
            name = f"{path.stem}{count}.screened{path.suffix.lower()}"
            target = self.folder / "results" / name
            if Workplace.exists(target) or not (
                target.exists() or manifest.path_beside(target).exists()
            ):
                return target
            number += 1

    def _put_away(self, path: Path, where: str) -> None:
        target = self.folder / where / path.name
        number = 1
        while target.exists():
            number += 1
            target = target.with_name(f"{path.stem}.{number}{path.suffix}")
        path.rename(target)
