"""Screen names and texts, and record each act: the heart of what people ask for.

Every call takes one snapshot at its start and uses it throughout, so an answer is
never mixed from two list states. Each subject stands alone: one that cannot be
screened becomes an outcome ``error`` with its problem, and the others go on. The
record is stored before the answer is given back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crible.documents.document import Document
from crible.errors import (
    ListsUnavailable,
    OutOfTime,
    TooLarge,
    UsageError,
)
from crible.model import Hit, Problem, Screening, Subject
from crible.usecases import alerts, reading, repeated
from crible.usecases.answers import hits_of
from crible.usecases.freshness import is_stale
from crible.usecases.live import PRESENT, State
from crible.usecases.verdicts import (
    Terms,
    Verdict,
    closed,
    crashed,
    failed,
    not_searched,
    outcome_of,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from crible.model import EntrySummary
    from crible.store.review_rows import Standing
    from crible.store.rows import Once
    from crible.usecases.live import Loaded
    from crible.usecases.services import Origin, Services


@dataclass(frozen=True, slots=True)
class Answer:
    """Recorded screenings in the order asked, and what to show of their hits.

    Attributes:
        snapshot: id of the list versions used.
        profile: id of the engine's parameters used.
        screenings: the acts.
        entries: what to show of entries, by id.
        alerts: how hits that wait for a person stand, by screening and entry.
    """

    snapshot: str
    profile: str
    screenings: tuple[Screening, ...]
    entries: Mapping[str, EntrySummary]
    alerts: Mapping[tuple[str, str], Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """What holds for a whole call.

    Attributes:
        actor: who asks.
        channel: ``cli``, ``http`` or ``batch``.
        lists: list keys to look at; empty means all loaded.
        threshold: alert line 0..1; None means the profile's own.
        limit: hits per subject at most.
        batch: id of the batch this belongs to, or empty.
        state: which state of the lists to answer from.
        once: what makes the call the same call again, or None.
        origin: the door, where its hits may wait for a person; else None.
    """

    actor: str
    channel: str
    lists: tuple[str, ...] = ()
    threshold: float | None = None
    limit: int = 10
    batch: str = ""
    state: State = PRESENT
    once: Once | None = None
    origin: Origin | None = None


def screen(
    services: Services, subjects: Sequence[Subject | Problem], call: Call
) -> Answer:
    """Screen subjects and record every outcome.

    Args:
        services: the collaborators.
        subjects: 1 to ``limits.subjects`` subjects; a Problem stands for one that
            the caller already knows cannot be read, and is recorded as ``error``.
        call: what holds for all of them.

    Raises:
        ListsUnavailable: no list is loaded, or none of those asked for.
        TooLarge: more subjects than one call may bring.
        UsageError: an unusable threshold or limit.
        RequestDiffers: the same key was used for another request.
    """
    if not subjects:
        raise UsageError("There is no subject to screen.", hint="Give at least one.")
    if len(subjects) > services.limits.subjects:
        raise TooLarge(
            f"{len(subjects)} subjects in one call; the limit is "
            f"{services.limits.subjects}.",
            hint="Send several calls, or use crible batch.",
        )
    if known := repeated.before(services, call.once):
        return _answer(services, known, call)
    loaded, terms = prepare(services, call)
    end = services.monotonic() + services.limits.seconds
    with services.span("screen"):
        screenings = tuple(
            screen_one(
                services,
                loaded,
                terms,
                subject,
                call,
                late=services.monotonic() >= end,
            )
            for subject in subjects
        )
    return _recorded(services, screenings, call)


def screen_one(
    services: Services,
    loaded: Loaded,
    terms: Terms,
    subject: Subject | Problem,
    call: Call,
    *,
    late: bool = False,
) -> Screening:
    """One subject, screened and not yet recorded; with ``late`` not even screened."""
    try:
        found = (
            _LATE
            if late and not isinstance(subject, Problem)
            else verdict(loaded.screener, loaded.listings, terms, subject)
        )
    except Exception as error:  # noqa: BLE001 - the others are screened all the same
        # What one name does to the engine must not cost nine hundred others their
        # answer.
        services.crashed(error)
        found = crashed(error)
    return act(services, call, terms, loaded.snapshot.id, subject, found)


def scan(services: Services, text: str | Document, call: Call) -> Answer:
    """Find listed names in a text or a document and record the act.

    Args:
        services: the collaborators.
        text: running text, or a document with fields of its own.
        call: what holds for all of it.

    Returns:
        an answer with exactly one screening, whose ``mentions`` say where.

    Raises:
        ListsUnavailable: no list is loaded, or none of those asked for.
        TooLarge: the text is longer than one call may bring.
        UsageError: an unusable threshold or limit.
    """
    document = Document("text", text) if isinstance(text, str) else text
    if len(document.text) > services.limits.text_length:
        raise TooLarge(
            f"The text has {len(document.text)} characters; the limit is "
            f"{services.limits.text_length}.",
            hint="Cut it into parts, or raise CRIBLE_MAX_TEXT_LENGTH.",
        )
    if known := repeated.before(services, call.once):
        return _answer(services, known, call)
    loaded, terms = prepare(services, call)
    with services.span("scan"):
        screening = scan_document(services, loaded, terms, document, call)
    return _recorded(services, (screening,), call)


def scan_document(
    services: Services, loaded: Loaded, terms: Terms, document: Document, call: Call
) -> Screening:
    """One document, looked through and not yet recorded."""
    end = services.monotonic() + services.limits.seconds
    reader = reading.Reader(
        loaded.screener,
        threshold=terms.threshold,
        lists=call.lists or None,
        late=lambda: services.monotonic() >= end,
    )
    read = reader.read(document)
    mentions = tuple(
        replace(mention, hit=loaded.listings.marked([mention.hit], call.lists)[0])
        for mention in read.mentions
    )
    best: dict[str, Hit] = {}
    for mention in mentions:
        known = best.get(mention.entry_id)
        if known is None or mention.score > known.score:
            best[mention.entry_id] = mention.hit
    hits = tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.entry_id)))
    found = closed(terms, Verdict(outcome_of(hits, terms.line), hits))
    if read.unsearched:
        # Whatever was found before: the rest may hold more, and is not clear.
        found = Verdict("error", hits, not_searched(read.unsearched))
    subject = Subject(name=document.text)
    return replace(
        act(services, call, terms, loaded.snapshot.id, subject, found),
        operation="scan",
        mentions=mentions,
        limit=0,
        format=document.format,
    )


def prepare(services: Services, call: Call) -> tuple[Loaded, Terms]:
    """The index to answer from and the terms that hold for every subject.

    An earlier state is judged as of its moment; whoever names a snapshot knows its age.

    Raises:
        ListsUnavailable: no list is loaded, or none of those asked for.
        UsageError: an unusable threshold or limit.
    """
    if call.limit < 1:
        raise UsageError("The limit of hits must be at least 1.")
    threshold = services.profile.threshold if call.threshold is None else call.threshold
    if not 0.0 < threshold <= 1.0:
        raise UsageError("The threshold must lie above 0 and at most 1.")
    loaded = services.live.of(call.state)
    have = {key for key, _ in loaded.snapshot.versions}
    missing = [key for key in call.lists if key not in have]
    if missing:
        raise ListsUnavailable(
            _not_in_use(loaded, missing),
            hint=f"In use are: {', '.join(sorted(have))}.",
        )
    return loaded, terms_of(services, loaded, call)


def _not_in_use(loaded: Loaded, keys: Sequence[str]) -> str:
    off = {row.info.key for row in loaded.rows if row.disabled}
    said = {
        "Disabled": [key for key in keys if key in off],
        "Not loaded": [key for key in keys if key not in off],
    }
    return " ".join(
        f"{what}: {', '.join(some)}." for what, some in said.items() if some
    )


def terms_of(services: Services, loaded: Loaded, call: Call) -> Terms:
    """What holds for every subject of a call that looks at these lists."""
    now = loaded.moment or services.clock()
    used = {key for key, _ in loaded.snapshot.versions}
    stale = tuple(
        row.info.key
        for row in loaded.rows
        if row.info.key in used
        and (not call.lists or row.info.key in call.lists)
        and is_stale(row, now)
    )
    return Terms(
        profile=services.profile.id,
        line=services.profile.threshold,
        threshold=(
            services.profile.threshold if call.threshold is None else call.threshold
        ),
        lists=call.lists,
        limit=call.limit,
        name_length=services.limits.name_length,
        stale=stale,
    )


def act(
    services: Services,
    call: Call,
    terms: Terms,
    snapshot: str,
    subject: Subject | Problem,
    found: Verdict,
    *,
    identity: str = "",
    at: datetime | None = None,
) -> Screening:
    """The record of one screened subject.

    Args:
        services: the collaborators.
        call: whose act it is.
        terms: what the verdict was found by.
        snapshot: id of the list versions that were looked at.
        subject: or what stands for one that could not be read.
        found: what it came to.
        identity: the record's id; a new one unless told.
        at: when it was; now unless told.
    """
    if isinstance(subject, Problem):
        subject = Subject(name="", reference=subject.reference)
    return Screening(
        id=identity or services.new_id(),
        at=at or services.clock(),
        actor=call.actor,
        channel=call.channel,
        operation="screen",
        subject=subject,
        outcome=found.outcome,
        snapshot=snapshot,
        profile=terms.profile,
        threshold=terms.threshold,
        lists=call.lists,
        hits=found.hits,
        problem=found.problem,
        batch=call.batch,
        as_of=str(call.state),
        limit=call.limit,
    )


def _recorded(
    services: Services, screenings: tuple[Screening, ...], call: Call
) -> Answer:
    """Store what was found, then answer; the record is on disk before the answer."""
    found = alerts.of_acts(services, screenings, call.origin)
    with services.span("record"):
        recorded = services.store.record(screenings, call.once, alerts=found)
    if recorded.done is not None and call.once is not None:
        # Somebody sent the same request at the same time and was first.
        screenings = repeated.again(services, call.once, recorded.done)
        return _answer(services, screenings, call)
    services.observe(screenings)
    beside = alerts.beside(services, found, recorded)
    return replace(_shown(services, screenings), alerts=beside)


def _answer(
    services: Services, screenings: tuple[Screening, ...], call: Call
) -> Answer:
    """An answer that was given before, with its hits as they stand now."""
    found = alerts.of_acts(services, screenings, call.origin)
    beside = alerts.beside(services, found)
    return replace(_shown(services, screenings), alerts=beside)


def _shown(services: Services, screenings: tuple[Screening, ...]) -> Answer:
    first = screenings[0]
    wanted = {
        entry_id
        for screening in screenings
        for hit in hits_of(screening)
        for entry_id in (hit.entry_id, *(listing.entry_id for listing in hit.also))
    }
    summaries = (
        services.store.contents.summaries(wanted, first.snapshot) if wanted else {}
    )
    return Answer(first.snapshot, first.profile, screenings, summaries)


_LATE = failed(
    OutOfTime("The time for this call was spent before the subject's turn came.")
)
