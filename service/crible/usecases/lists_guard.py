"""What a new version of a list must pass before anybody is screened against it.

Three guards, in this order: rejects, loss of entries, and the self-test on the very
index that would answer. A version that fails one is held back, and the last good one
stays in force. Regulators fined a bank whose list was loaded in part; the loss guard
counts entries that are gone, by kind, so that a gain elsewhere hides nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.errors import ListHeldBack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crible.model import Kind, ListInfo
    from crible.usecases.lists_selftest import Miss, SelfTest

# A handful of bad rows says nothing about a file, whatever their share.
FEW_REJECTS = 5
# A kind with fewer entries than this is judged within the whole list only: two of
# three vessels taken off a list are news, not a fault.
FEW_OF_A_KIND = 10
# Names in ASCII that may fail, in percent of all names and at least so many: spellings
# of our own making, which no publisher wrote.
ASCII_PERCENT = 2.0
ASCII_FEW = 10
# Entries named in a message.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Loss:
    """Entries of the last version that a new one lacks, of one kind or of all."""

    what: str
    lost: int
    had: int

    def __str__(self) -> str:
        return f"{self.lost} of {self.had} {self.what} ({self.lost / self.had:.0%})"


def losses(
    info: ListInfo, before: Mapping[str, Kind], after: Iterable[str]
) -> tuple[Loss, ...]:
    """Where a new version lost more entries than the list may lose at once.

    Args:
        info: the list, with its limit.
        before: kinds of the last version's entries, by id.
        after: ids of the new version's.
    """
    gone = before.keys() - set(after)
    had, lost = Counter(before.values()), Counter(before[item] for item in gone)
    found = [Loss("entries", len(gone), len(before))]
    found += [
        Loss(f"entries of kind {kind}", lost[kind], had[kind])
        for kind in sorted(lost)
        if had[kind] >= FEW_OF_A_KIND and len(had) > 1
    ]
    return tuple(
        item
        for item in found
        if item.had and 100 * item.lost > info.shrink_percent * item.had
    )


def hold_back_loss(info: ListInfo, found: tuple[Loss, ...]) -> None:
    """Refuse a version that lost too much.

    Raises:
        ListHeldBack: ``found`` is not empty.
    """
    if found:
        raise ListHeldBack(
            f"The new version lacks {_listed(found)}; the limit is "
            f"{info.shrink_percent:g} %.",
            where=info.key,
            hint="Look at the publisher's own notice. If the entries were really taken "
            "off, say --accept-shrink.",
        )


def hold_back_rejects(info: ListInfo, entries: int, rejects: int) -> None:
    """Refuse a version of which too much could not be read.

    Raises:
        ListHeldBack: more than a few rejects, and more than the list's limit.
    """
    whole = entries + rejects
    if rejects > FEW_REJECTS and 100 * rejects > info.reject_percent * whole:
        raise ListHeldBack(
            f"{rejects} of {whole} rows or elements could not be read; the limit is "
            f"{info.reject_percent:g} %.",
            where=info.key,
            hint="The publisher may have changed the format.",
        )


def hold_back_misses(info: ListInfo, found: SelfTest) -> None:
    """Refuse a version in which names do not lead to their own entries.

    Raises:
        ListHeldBack: more names as published than the list allows, or more in ASCII
            than is usual.
    """
    given = [miss for miss in found.misses if miss.form == "given"]
    spelt = [miss for miss in found.misses if miss.form == "ascii" and miss.alphabet]
    if len(given) > info.selftest_misses:
        raise ListHeldBack(
            f"{_at_least(given, found)} of {found.names} names do not find their own "
            f"entry; the limit is {info.selftest_misses}. {_examples(given)}",
            where=info.key,
            hint="crible lists check shows them all.",
        )
    if len(spelt) > max(ASCII_FEW, ASCII_PERCENT / 100 * found.names):
        raise ListHeldBack(
            f"{_at_least(spelt, found)} names written in ASCII do not find their own "
            f"entry; the limit is {ASCII_PERCENT:g} % of {found.names} names. "
            f"{_examples(spelt)}",
            where=info.key,
        )


def counts_of(found: SelfTest, profile: str) -> str:
    """A self-test in short, as JSON for the record.

    ``missed`` has one row for each name as published that is not found: entry, number
    of the name, reason. Misses in ASCII are counted.
    """
    given = [miss for miss in found.misses if miss.form == "given"]
    return json.dumps(
        {
            "entries": found.entries,
            "names": found.names,
            "forms": found.forms,
            "missed": [[miss.entry_id, miss.number, miss.why] for miss in given],
            "missed_ascii": len(found.misses) - len(given),
            "profile": profile,
        },
        sort_keys=True,
    )


def _at_least(misses: list[Miss], found: SelfTest) -> str:
    return str(len(misses)) if found.complete else f"At least {len(misses)}"


def _examples(misses: list[Miss]) -> str:
    shown = "; ".join(str(miss) for miss in misses[:_NAMED])
    rest = len(misses) - _NAMED
    return f"{shown}; and {rest} more." if rest > 0 else f"{shown}."


def _listed(found: tuple[Loss, ...]) -> str:
    return ", ".join(str(item) for item in found)


def accepted_by(actor: str, found: tuple[Loss, ...]) -> str:
    """The record of a loss that somebody let pass; empty when there was none."""
    return f"{actor} accepted the loss of {_listed(found)}" if found else ""
