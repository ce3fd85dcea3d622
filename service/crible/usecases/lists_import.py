"""Bring a list up to date: read it whole, guard it, publish it.

Whole or not at all: everything is parsed first, then guarded, then published in one
transaction. The self-test runs on the index that the next snapshot will be answered
from; that index is kept, so that running services only have to map it. A refusal is
recorded beside the last good version, which stays in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from crible import importers
from crible.errors import CribleError, ListRefused, UnknownThing
from crible.model import Entry, ListInfo, ListVersion, Reject
from crible.usecases import lists_guard as guard
from crible.usecases.lists_selftest import SelfTest, self_test

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from crible.importers import ListFile
    from crible.store import Edition
    from crible.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; ``new`` is False when the content was already the newest.

    ``notes`` are the importer's remarks on the file, such as a table that is missing;
    ``selftest`` is None when nothing new had to be tried; ``accepted`` says which loss
    somebody let pass.
    """

    version: ListVersion
    new: bool
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...] = ()
    selftest: SelfTest | None = None
    accepted: str = ""


class Passed(NamedTuple):
    """What a version brings along that passed the guards."""

    selftest: SelfTest
    accepted: str


def import_list(
    services: Services,
    key: str,
    paths: Sequence[Path],
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    progress: Callable[[str, int], None] = lambda _what, _count: None,
    accept_shrink: str = "",
    info: ListInfo | None = None,
    source: str = "",
) -> Imported:
    """Import files from disk into list ``key`` and publish the result.

    Args:
        services: the collaborators.
        key: a list of the catalogue.
        paths: the official files; for ``press`` empty, as its seeds ship with crible.
        format: name of a format when the list's own does not apply.
        progress: called with what is being counted, and how far.
        accept_shrink: who says that a loss of entries is real; empty holds it back.
        info: what is known of the list; by default what the catalogue says.
        source: where the files are from; by default their names.

    Raises:
        UnknownThing: no such list, or no such format.
        ListHeldBack: the new version is not trusted; recorded as a failure.
        ListRefused: the files cannot be read as that list; recorded as a failure.
    """
    info = info or importers.info(key)
    services.store.save_list(info)
    shown = source or ", ".join(path.name for path in paths)
    before = newest_version(services, key)
    try:
        parsed = importers.read(paths, info, format=format)
        shown = source or parsed.source
        entries, rejects = _drained(parsed, shown, progress)
        edition = services.store.edition(key, entries)
        passed = None
        if before is None or before.sha256 != edition.sha256:
            guard.hold_back_rejects(info, len(entries), len(rejects))
            passed = _passed(services, info, edition, before, accept_shrink, progress)
        version, new = services.store.publish(
            key,
            edition,
            published=parsed.published,
            # The moment from which answers are made with it, which --as-of asks for.
            fetched=services.clock(),
            rejects=rejects,
            source=shown,
            accepted=passed.accepted if passed else "",
            selftest=(
                guard.counts_of(passed.selftest, services.profile.id) if passed else ""
            ),
            after=before.number if before else 0,
            actor=services.operator,
        )
    except UnknownThing:
        raise
    except CribleError as error:
        # Whoever was overtaken by somebody else's good version marks no list as failed.
        if newest_version(services, key) == before:
            services.store.record_failure(
                key, at=services.clock(), reason=str(error), source=shown
            )
        raise
    services.live.refresh()
    return Imported(
        version,
        new,
        rejects,
        parsed.notes,
        passed.selftest if passed else None,
        passed.accepted if passed else "",
    )


def _drained(
    parsed: ListFile, source: str, progress: Callable[[str, int], None]
) -> tuple[list[Entry], tuple[Reject, ...]]:
    entries: list[Entry] = []
    rejects: list[Reject] = []
    for item in parsed.items:
        if isinstance(item, Entry):
            entries.append(item)
            if len(entries) % 500 == 0:
                progress("entries read", len(entries))
        else:
            rejects.append(item)
    progress("entries read", len(entries))
    if not entries:
        raise ListRefused(
            "The file holds not one entry.",
            where=source,
            hint="An empty list would call everybody clear.",
        )
    return entries, tuple(rejects)


def newest_version(services: Services, key: str) -> ListVersion | None:
    """The version of a list that is in force, if it has any."""
    for row in services.store.list_rows():
        if row.info.key == key:
            return row.version
    return None


def _passed(
    services: Services,
    info: ListInfo,
    edition: Edition,
    before: ListVersion | None,
    accept_shrink: str,
    progress: Callable[[str, int], None],
) -> Passed:
    """Guard an edition, and leave the index that will answer with it behind.

    Raises:
        ListHeldBack: it does not pass.
    """
    accepted = ""
    if before is not None:
        lost = guard.losses(
            info, services.store.contents.kinds(before), edition.digests
        )
        if not accept_shrink:
            guard.hold_back_loss(info, lost)
        accepted = guard.accepted_by(accept_shrink, lost)
    snapshot = services.store.prospect(edition)
    # In the order in which the store gives a snapshot's entries.
    screener = services.live.build(
        chain.from_iterable(
            edition.entries if key == info.key else services.store.entries(key, version)
            for key, version in snapshot.versions
        )
    )
    found = self_test(
        screener,
        edition.entries,
        progress=lambda count: progress("names tried", count),
        workers=services.live.build_workers,
    )
    guard.hold_back_misses(info, found)
    # Kept before the version is published: whoever learns of it finds the index there.
    services.live.keep(snapshot, screener)
    return Passed(found, accepted)
