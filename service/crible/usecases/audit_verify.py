"""Finds what was changed, removed, put elsewhere or added behind the trail's back.

Three things are held against each other: each row against its own hash and the row
before; each screening, alert and decision against the hash that its row keeps; each
checkpoint against the row it was made of. What retention removed is no fault: the trail says how far it went.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from crible.store.audit import hash_of
from crible.usecases.audit_review import Reviews
from crible.usecases.checkpoints import is_signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crible.store.rows import AuditRow, Checkpoint, Head
    from crible.store.trail import View
    from crible.usecases.services import Services

_START = "0" * 64
_CHUNK = 200
_PLACES = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was.

    Attributes:
        seq: number of the row it shows at; 0 when it belongs to none.
        what: ``changed``, ``missing``, ``reordered``, ``added`` or ``forged``.
        thing: what is at fault, such as ``row`` or ``screening 01a2...``.
    """

    seq: int
    what: str
    thing: str


@dataclass(slots=True)
class Report:
    """What a verification found.

    Attributes:
        rows: rows that were read.
        screenings: screenings that are as they were recorded.
        decisions: decisions that are as they were recorded.
        erased: screenings that retention removed.
        checkpoints: signed checkpoints that fit.
        head: number and hash of the last row.
        faults: what is not as it was, in the order of the trail.
    """

    rows: int = 0
    screenings: int = 0
    decisions: int = 0
    erased: int = 0
    checkpoints: int = 0
    head: tuple[int, str] = (0, _START)
    faults: list[Fault] = field(default_factory=list)


def verify(
    services: Services,
    *,
    kept: Iterable[Checkpoint] = (),
    progress: Callable[[int], None] = lambda _count: None,
) -> Report:
    """Read the whole trail and everything it vouches for.

    Args:
        services: the collaborators.
        kept: checkpoints that were kept elsewhere; only they reveal that the end of
            the trail, or all of it, was written anew.
        progress: called with the number of rows read.
    """
    with services.store.trail.view() as view:
        return _Verification(view, progress).run((*view.checkpoints(), *kept))


class _Verification:
    def __init__(self, view: View, progress: Callable[[int], None]) -> None:
        self._view = view
        self._progress = progress
        self._report = Report()
        self._previous = _START
        self._expected = 1
        self._erased_through = 0
        self._hashes: dict[int, str] = {}
        self._before: dict[str, Any] = {}
        self._missing: list[tuple[int, str]] = []
        self._present: set[str] = set()
        self._unsound: list[AuditRow] = []
        self._reviews = Reviews()

    def run(self, checkpoints: Iterable[Checkpoint]) -> Report:
        checkpoints = tuple(checkpoints)
        wanted = {item.seq for item in checkpoints}
        versions = self._view.versions()
        rows = self._view.rows()
        while chunk := list(islice(rows, _CHUNK)):
            for row in chunk:
                self._link(row)
                if row.seq in wanted:
                    self._hashes[row.seq] = row.hash
            self._screenings(chunk)
            self._publications(chunk, versions)
            self._progress(self._report.rows)
        self._report.head = (self._expected - 1, self._previous)
        self._judge_unsound()
        self._end(self._view.head())
        self._outside()
        for found in self._reviews.faults(self._view.vouched):
            self._fault(*found)
        self._report.decisions = self._reviews.decisions
        for item in checkpoints:
            self._checkpoint(item)
        self._report.faults.sort(key=lambda fault: fault.seq)
        return self._report

    def _fault(self, seq: int, what: str, thing: str) -> None:
        self._report.faults.append(Fault(seq, what, thing))

    def _link(self, row: AuditRow) -> None:
        """Hold a row against its hash and the row before."""
        self._report.rows += 1
        for seq in range(self._expected, row.seq):
            self._fault(seq, "missing", "row")
        follows = row.seq == self._expected
        if hash_of(row) != row.hash:
            self._unsound.append(row)
        elif row.previous != self._previous and follows:
            # The row itself is sound: what is wrong is what stands before it.
            self._fault(row.seq, "reordered", "row")
        self._expected = row.seq + 1
        self._previous = row.hash

    def _judge_unsound(self) -> None:
        """Tell rows that stand in each other's place from rows that were rewritten."""
        # With very many it is no matter of places any more, and the search is quadratic.
        places = [row.seq for row in self._unsound][:_PLACES]
        for row in self._unsound:
            moved = any(hash_of(replace(row, seq=seq)) == row.hash for seq in places)
            self._fault(row.seq, "reordered" if moved else "changed", "row")

    def _screenings(self, rows: list[AuditRow]) -> None:
        kept: dict[str, tuple[int, str]] = {}
        for row in rows:
            body = _body(row)
            self._reviews.take(row.seq, row.action, body)
            if row.action == "chain-begun":
                self._before = body
            if row.action == "erased":
                through = _number(body, "through")
                self._erased_through = max(self._erased_through, through)
            if row.action == "screened" and isinstance(body.get("screenings"), dict):
                for key, digest in body["screenings"].items():
                    kept[key] = (row.seq, digest)
        found = self._view.digests(tuple(kept))
        for key, (seq, digest) in kept.items():
            if key not in found:
                self._missing.append((seq, key))
                continue
            self._present.add(key)
            if found[key] != digest:
                self._fault(seq, "changed", f"screening {key}")
            else:
                self._report.screenings += 1

    def _publications(
        self, rows: list[AuditRow], versions: dict[tuple[str, int], str]
    ) -> None:
        for row in rows:
            if row.action != "list-published":
                continue
            body = _body(row)
            known = versions.get((row.thing, _number(body, "number")))
            name = f"version {body.get('number')} of {row.thing}"
            if known is None:
                self._fault(row.seq, "missing", name)
            elif known != body.get("sha256"):
                self._fault(row.seq, "changed", name)

    def _end(self, head: Head) -> None:
        """Hold the end against what the store keeps of it."""
        for seq in range(self._expected, head.seq + 1):
            self._fault(seq, "missing", "row")
        if head.seq < self._expected - 1:
            self._fault(head.seq + 1, "added", "row")
        elif head.seq == self._expected - 1 and head.hash != self._previous:
            self._fault(head.seq, "changed", "row")
        for seq, key in self._missing:
            if seq <= self._erased_through or key in self._reviews.erased_screenings:
                self._report.erased += 1
            else:
                self._fault(seq, "missing", f"screening {key}")

    def _outside(self) -> None:
        """Find screenings that no row vouches for."""
        stored = self._view.count_screenings()
        before = _number(self._before, "count")
        if stored == len(self._present) and not before:
            return
        count, digest = self._view.unchained(self._present)
        if count == before and (not before or digest == self._before.get("digest")):
            return
        if count == before:
            self._fault(1, "changed", "screenings from before the trail")
        elif count < before:
            self._fault(1, "missing", "screenings from before the trail")
        elif not before:
            for key in _outside(self._view.screening_ids(), self._present):
                self._fault(0, "added", f"screening {key}")
        else:
            self._fault(0, "added", f"{count - before} screenings")

    def _checkpoint(self, item: Checkpoint) -> None:
        name = f"checkpoint {item.seq}"
        if not is_signed(item):
            self._fault(item.seq, "forged", name)
        elif item.seq not in self._hashes:
            self._fault(item.seq, "missing", f"row of {name}")
        elif self._hashes[item.seq] != item.hash:
            self._fault(item.seq, "changed", f"row of {name}")
        else:
            self._report.checkpoints += 1


def _body(row: AuditRow) -> dict[str, Any]:
    """The body of a row; a changed one, which its hash tells, may hold anything."""
    try:
        found = json.loads(row.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(body: dict[str, Any], name: str) -> int:
    found = body.get(name)
    return found if isinstance(found, int) else 0


def _outside(ids: Iterator[str], known: set[str]) -> Iterator[str]:
    return (key for key in ids if key not in known)
