"""Where a result comes to be: a hidden folder beside it, with what is needed to go on.

It holds the stage, which only grows at its end, and the progress: how far everything
was on disk when it was last written. Whatever the stage has beyond that is cut off
before a run goes on. The result gets its name when it is whole, and the folder goes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from crible.errors import FileRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

_LAYOUT = 3
# Beside the rows of the result: the subjects and hits for the ledger, and traces.
_FILES = ("rows", "subjects", "hits", "traces")


class Workplace:
    """The folder of one result; a context manager that holds its lock.

    Args:
        target: the result that comes to be.

    Raises:
        FileRefused: nothing can be written there.
        UsageError: another run is at work on this result.
    """

    def __init__(self, target: Path) -> None:
        self.folder = _beside(target)
        self.target = target
        self.stage = self.folder / "rows.part"
        self._files: dict[str, BinaryIO] = {}
        self._progress = self.folder / "progress.json"
        try:
            self.folder.mkdir(exist_ok=True)
            self._lock = (self.folder / "lock").open("a")
        except OSError as error:
            raise FileRefused(
                f"Nothing can be written there: {error.strerror}.", where=str(target)
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise UsageError(
                "Another run is at work on this result.",
                where=str(target),
                hint="Wait until it is done, or give another name with -o.",
            ) from None

    @staticmethod
    def exists(target: Path) -> bool:
        """Whether a run that was stopped left its folder."""
        return _beside(target).is_dir()

    def progress(self) -> dict[str, Any] | None:
        """How far the last run came; None when there was none or it cannot be told."""
        try:
            found = json.loads(self._progress.read_text(encoding="utf-8"))
            if found["layout"] == _LAYOUT and all(
                found["bytes"][name] <= self.path(name).stat().st_size
                for name in _FILES
            ):
                return dict(found)
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return None

    def start(self, head: bytes) -> None:
        """Begin the stage anew."""
        self._progress.unlink(missing_ok=True)
        self._files = {name: self.path(name).open("wb") for name in _FILES}
        self.write("rows", head)

    def go_on(self, sizes: Mapping[str, int]) -> None:
        """Take up again what was written, where the progress says."""
        for name in _FILES:
            self._files[name] = self.path(name).open("ab")
            self._files[name].truncate(sizes[name])

    def write(self, name: str, part: bytes) -> None:
        """Add to ``rows``, ``subjects``, ``hits`` or ``traces``."""
        self._files[name].write(part)

    def read(self, name: str) -> bytes:
        """What was written, up to the last ``save``."""
        return self.path(name).read_bytes()

    def save(self, progress: dict[str, Any]) -> None:
        """Have on disk what was written, then say so."""
        sizes = {}
        for name, file in self._files.items():
            file.flush()
            os.fsync(file.fileno())
            sizes[name] = os.fstat(file.fileno()).st_size
        progress = {"layout": _LAYOUT, "bytes": sizes, **progress}
        beside = self._progress.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as said:
            json.dump(progress, said, ensure_ascii=True)
            said.flush()
            os.fsync(said.fileno())
        beside.replace(self._progress)

    def path(self, name: str) -> Path:
        """Where ``rows``, ``subjects``, ``hits`` or ``traces`` lie."""
        return self.folder / f"{name}.part"

    def publish(self, made: Path | None) -> str:
        """Give the result its name; returns its sha256.

        Args:
            made: the result, where it is not the stage itself.
        """
        result = made or self._copied()
        with result.open("rb") as file:
            os.fsync(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        result.replace(self.target)
        return digest

    def _copied(self) -> Path:
        """The stage under a second name; it stays until the manifest is there too."""
        path = self.folder / "result.part"
        path.unlink(missing_ok=True)
        try:
            path.hardlink_to(self.stage)
        except OSError:  # a file system that knows no second names
            shutil.copyfile(self.stage, path)
        return path

    def close(self) -> None:
        """Give the lock back; what is there stays for a later run."""
        for file in self._files.values():
            # On a full disk what is lost lies beyond the progress.
            with suppress(OSError):
                file.close()
        self._lock.close()

    def clear(self) -> None:
        """Remove the folder: the result is there, or there will be none."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.crible")
