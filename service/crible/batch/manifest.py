"""The manifest beside a result: what went in, what came out, by which lists."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crible._version import __version__

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from crible.batch.files import CounterpartyFile


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that proves a batch; ``as_dict`` is the file's content.

    Attributes:
        batch: its id.
        source: the input, still open or closed.
        output: name of the result file.
        output_sha256: its hash.
        written: rows in it, without the header.
        counts: rows by outcome; they add up to ``rows``.
        rows: rows of the input, without header and blank lines.
        blank: blank lines left out.
        ignored: cells of secondary columns that were not understood, by role.
        snapshot: id of the list versions used.
        versions: those list versions.
        profile: id of the engine's parameters.
        threshold: the alert line.
        lists: list keys asked for; empty means all.
        hits_only: whether rows without a hit were left out.
        all_hits: whether each hit has a row of its own.
        parties: names screened; more than the rows where a row names several.
        interruptions: how often the run was stopped and taken up again.
        delta: what the run took over from an earlier batch; None when nothing.
        operator: who ran it.
        started: when it began.
        finished: when it ended.
    """

    batch: str
    source: CounterpartyFile
    output: str
    output_sha256: str
    written: int
    counts: dict[str, int]
    rows: int
    blank: int
    ignored: dict[str, int]
    snapshot: str
    versions: tuple[tuple[str, str], ...]
    profile: str
    threshold: float
    lists: tuple[str, ...]
    hits_only: bool
    operator: str
    started: datetime
    finished: datetime
    all_hits: bool = False
    parties: int = 0
    interruptions: int = 0
    delta: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The manifest as JSON has it."""
        source, encoding = self.source, self.source.encoding
        return {
            "batch": self.batch,
            "input": {
                "file": source.path.name,
                "format": source.format,
                "bytes": source.size,
                "sha256": source.sha256,
                "encoding": encoding.name if encoding else None,
                "encoding_by": encoding.how if encoding else None,
                "encoding_confidence": encoding.confidence if encoding else None,
                "delimiter": source.delimiter_shown,
                "columns": [str(column) for column in source.columns.used],
                "rows": self.rows,
                "names": self.parties,
                "blank_lines": self.blank,
                "cells_not_understood": self.ignored,
            },
            "output": {
                "file": self.output,
                "sha256": self.output_sha256,
                "rows": self.written,
                "hits_only": self.hits_only,
                "all_hits": self.all_hits,
            },
            "counts": self.counts,
            "snapshot": self.snapshot,
            "lists": [
                {"key": key, "version": version}
                for key, version in self.versions
                if not self.lists or key in self.lists
            ],
            "profile": self.profile,
            "threshold": self.threshold,
            "engine": f"crible {__version__}",
            "operator": self.operator,
            "started": self.started.isoformat(),
            "finished": self.finished.isoformat(),
            "interruptions": self.interruptions,
        } | ({"since": self.delta} if self.delta else {})


def path_beside(output: Path) -> Path:
    """Where the manifest of a result file lies."""
    return output.with_name(f"{output.name}.manifest.json")


def write(manifest: Manifest, path: Path) -> None:
    """Write the manifest whole or not at all."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        part.write_text(
            json.dumps(manifest.as_dict(), ensure_ascii=False, indent=2) + "\n",
            encoding="utf-8",
            errors="replace",
        )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
