"""Where uploaded files and their results lie: a folder for each job."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crible.store import JobRow

# Ending of an upload's name -> type of its content, for results.
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jsonl": "application/x-ndjson",
    ".parquet": "application/vnd.apache.parquet",
}


class Workplace:
    """The folder of one job.

    Args:
        root: folder of all of them; every worker must see the same.
        job_id: made by us, and so the name of a folder without danger.
    """

    def __init__(self, root: Path, job_id: str) -> None:
        self.folder = root / job_id

    def make(self) -> None:
        """Create the folder, for nobody else's eyes."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def source(self, job: JobRow) -> Path:
        """The file as it was uploaded."""
        return self.folder / f"upload{ending(job.name)}"

    def result(self, job: JobRow) -> Path:
        """The file with what was found."""
        return self.folder / f"result{ending(job.name)}"

    def remove(self) -> None:
        """Remove everything of the job."""
        shutil.rmtree(self.folder, ignore_errors=True)


def ending(name: str) -> str:
    """The ending of a file's name, in lower case."""
    return Path(name).suffix.lower()
