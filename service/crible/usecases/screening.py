"""Screen names and texts, and record each act: the heart of what people ask for.

Every call takes one snapshot at its start and uses it throughout, so an answer is
never mixed from two list states. Each subject stands alone: one that cannot be
screened becomes an outcome ``error`` with its problem, and the others go on. The
record is stored before the answer is given back.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crible.errors import (
    CribleError,
    ListsUnavailable,
    OutOfTime,
    SubjectRefused,
    TooLarge,
    UsageError,
)
from crible.model import Hit, Mention, Outcome, Problem, Screening, Subject
from crible.usecases import repeated
from crible.usecases.answers import hits_of
from crible.usecases.freshness import is_stale
from crible.usecases.live import PRESENT, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crible.model import EntrySummary
    from crible.store.rows import Once
    from crible.usecases.live import Loaded
    from crible.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Answer:
    """Recorded screenings in the order asked, and what to show of their entries."""

    snapshot: str
    profile: str
    screenings: tuple[Screening, ...]
    entries: Mapping[str, EntrySummary]


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
    """

    actor: str
    channel: str
    lists: tuple[str, ...] = ()
    threshold: float | None = None
    limit: int = 10
    batch: str = ""
    state: State = PRESENT
    once: Once | None = None


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
        return answer_of(services, known)
    loaded, threshold = _prepare(services, call)
    end = services.monotonic() + services.limits.seconds
    screenings = tuple(
        screen_one(
            services,
            loaded,
            threshold,
            subject,
            call,
            late=services.monotonic() >= end,
        )
        for subject in subjects
    )
    return _recorded(services, screenings, call)


def scan(services: Services, text: str, call: Call) -> Answer:
    """Find listed names in running text and record the act.

    Returns:
        an answer with exactly one screening, whose ``mentions`` say where.

    Raises:
        ListsUnavailable: no list is loaded, or none of those asked for.
        TooLarge: the text is longer than one call may bring.
        UsageError: an unusable threshold or limit.
    """
    if len(text) > services.limits.text_length:
        raise TooLarge(
            f"The text has {len(text)} characters; the limit is "
            f"{services.limits.text_length}.",
            hint="Cut it into parts, or raise CRIBLE_MAX_TEXT_LENGTH.",
        )
    if known := repeated.before(services, call.once):
        return answer_of(services, known)
    loaded, threshold = _prepare(services, call)
    screening = scan_text(services, loaded, threshold, text, call)
    return _recorded(services, (screening,), call)


def scan_text(
    services: Services, loaded: Loaded, threshold: float, text: str, call: Call
) -> Screening:
    """One text, looked through and not yet recorded."""
    mentions = tuple(
        replace(mention, hit=loaded.listings.marked([mention.hit], call.lists)[0])
        for mention in loaded.screener.scan(
            text, threshold=threshold, lists=call.lists or None
        )
    )
    best: dict[str, Hit] = {}
    for mention in mentions:
        known = best.get(mention.entry_id)
        if known is None or mention.score > known.score:
            best[mention.entry_id] = mention.hit
    hits = tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.entry_id)))
    outcome, problem = _closed(
        services, loaded, call, outcome_of(hits, services.profile.threshold)
    )
    return Screening(
        id=services.new_id(),
        at=services.clock(),
        actor=call.actor,
        channel=call.channel,
        operation="scan",
        subject=Subject(name=text),
        outcome=outcome,
        snapshot=loaded.snapshot.id,
        profile=services.profile.id,
        threshold=threshold,
        lists=call.lists,
        hits=hits,
        mentions=mentions,
        problem=problem,
        batch=call.batch,
        as_of=str(call.state),
    )


def outcome_of(hits: Sequence[Hit | Mention], line: float) -> Outcome:
    """``match`` when a hit is strong, ``review`` when one reaches the alert line.

    Hits below the line (asked for with a lower threshold) are shown and change
    nothing: the outcome says what the default policy says.
    """
    if any(hit.band == "strong" for hit in hits):
        return "match"
    if any(hit.score >= line or hit.band == "review" for hit in hits):
        return "review"
    return "clear"


def refuse_unreadable(name: str, limit: int) -> None:
    """Raise unless ``name`` holds something that can be screened.

    Raises:
        SubjectRefused: empty, or without any letter or digit, or with a NUL byte or
            a lone surrogate (the sign of text that was decoded wrongly).
        TooLarge: longer than ``limit`` characters; it is never cut in silence.
    """
    if len(name) > limit:
        raise TooLarge(
            f"The name has {len(name)} characters; the limit is {limit}.",
            hint="If it is a text rather than a name, scan it instead.",
        )
    if "\0" in name:
        raise SubjectRefused(
            "The name holds a NUL character.",
            hint="It was probably read with a wrong encoding.",
        )
    if any("\ud800" <= char <= "\udfff" for char in name):
        raise SubjectRefused(
            "The name holds half of a character (a lone surrogate).",
            hint="It was probably read with a wrong encoding.",
        )
    if not any(unicodedata.category(char)[0] in "LN" for char in name):
        raise SubjectRefused(
            "The name is empty: it holds no letter and no digit.",
            hint="Give the name as it stands in the contract or payment.",
        )


def _prepare(services: Services, call: Call) -> tuple[Loaded, float]:
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
            f"Not loaded: {', '.join(missing)}.",
            hint=f"Loaded are: {', '.join(sorted(have))}.",
        )
    return loaded, threshold


def _closed(
    services: Services, loaded: Loaded, call: Call, outcome: Outcome
) -> tuple[Outcome, Problem | None]:
    """Nothing is clear against a list that is older than its limit: fail closed.

    An earlier state is judged as of its moment; whoever names a snapshot knows its age.
    """
    if outcome != "clear":
        return outcome, None
    now = loaded.moment or services.clock()
    stale = [
        row.info.key
        for row in loaded.rows
        if row.version
        and (not call.lists or row.info.key in call.lists)
        and is_stale(row, now)
    ]
    if not stale:
        return outcome, None
    error = ListsUnavailable(
        f"No hit, but older than the freshness limit: {', '.join(stale)}.",
        hint="Renew with crible lists sync; until then nothing can be called clear.",
    )
    return "error", Problem(error.code, error.title, str(error))


def screen_one(
    services: Services,
    loaded: Loaded,
    threshold: float,
    subject: Subject | Problem,
    call: Call,
    *,
    late: bool = False,
) -> Screening:
    """One subject, screened and not yet recorded; it fails alone.

    With ``late`` it is not screened any more, and says so.
    """
    hits: tuple[Hit, ...] = ()
    problem: Problem | None = None
    if isinstance(subject, Problem):
        problem = subject
        subject = Subject(name="", reference=problem.reference)
    elif late:
        problem = Problem(
            OutOfTime.code,
            OutOfTime.title,
            "The time for this call was spent before the subject's turn came.",
        )
    else:
        try:
            for name in (subject.name, *subject.aliases):
                refuse_unreadable(name, services.limits.name_length)
            hits = loaded.listings.marked(
                loaded.screener.screen_subject(
                    subject,
                    threshold=threshold,
                    limit=call.limit,
                    lists=call.lists or None,
                ),
                call.lists,
            )
        except CribleError as error:
            problem = Problem(error.code, error.title, str(error))
        except Exception as error:  # noqa: BLE001 - the others are screened all the same
            # What one name does to the engine must not cost nine hundred others their
            # answer. Its message may quote the name, so it is not repeated.
            services.crashed(error)
            problem = Problem(
                CribleError.code,
                CribleError.title,
                f"crible failed at this subject ({type(error).__name__}); it was not "
                "screened.",
            )
    outcome = outcome_of(hits, services.profile.threshold)
    if not problem:
        outcome, problem = _closed(services, loaded, call, outcome)
    return Screening(
        id=services.new_id(),
        at=services.clock(),
        actor=call.actor,
        channel=call.channel,
        operation="screen",
        subject=subject,
        outcome="error" if problem else outcome,
        snapshot=loaded.snapshot.id,
        profile=services.profile.id,
        threshold=threshold,
        lists=call.lists,
        hits=hits,
        problem=problem,
        batch=call.batch,
        as_of=str(call.state),
        limit=call.limit,
    )


def _recorded(
    services: Services, screenings: tuple[Screening, ...], call: Call
) -> Answer:
    """Store what was found, then answer; the record is on disk before the answer."""
    done = services.store.record(screenings, call.once)
    if done is not None and call.once is not None:
        # Somebody sent the same request at the same time and was first.
        return answer_of(services, repeated.again(services, call.once, done))
    return answer_of(services, screenings)


def answer_of(services: Services, screenings: tuple[Screening, ...]) -> Answer:
    """The answer that stored screenings were, or one about to be given."""
    first = screenings[0]
    wanted = {
        entry_id
        for screening in screenings
        for hit in hits_of(screening)
        for entry_id in (hit.entry_id, *(listing.entry_id for listing in hit.also))
    }
    summaries = services.store.summaries(wanted, first.snapshot) if wanted else {}
    return Answer(first.snapshot, first.profile, screenings, summaries)
