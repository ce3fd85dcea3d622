"""Decisions: what a person says about an alert, and why.

A decision changes no screening. It settles the alert of one pair, the counterparty as
it is and the entry as it is; when either changes, an alert is raised that nobody has
decided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from crible.errors import InputRefused, RequestDiffers
from crible.store.alerts import Wanted
from crible.store.review_rows import Decision, Word
from crible.usecases.alerts import case_json
from crible.usecases.answers import hit_json, standing_json, subject_json
from crible.usecases.records import entry_json

if TYPE_CHECKING:
    from datetime import datetime

    from crible.model import Entry
    from crible.store.review_rows import Alert
    from crible.store.rows import Done, Once
    from crible.usecases.services import Services

WORDS: tuple[Word, ...] = get_args(Word)

_SIDES = ("name", "kind", "country", "date", "identifier", "address", "activity")
REASONS: dict[Word, tuple[str, ...]] = {
    "false_positive": (*(f"{side}-differs" for side in _SIDES), "other"),
    "true_match": (*(f"{side}-agrees" for side in _SIDES), "confirmed", "other"),
    "escalate": ("second-opinion", "authority", "other"),
    "hold": ("information-requested", "other"),
    "reopen": ("new-information", "mistake", "quality-check", "other"),
}
"""The reasons that each verdict may have, by code."""

NOTE_LENGTH = 4000
# Of one pair; more changes of a counterparty or an entry than anybody reads.
_OTHERS = 50
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants to be recorded.

    Attributes:
        verdict: in a word of ``WORDS``.
        reason: code of the reason, one of ``REASONS``.
        note: the reason in their own words.
        after: id of the last decision that they saw, None for none.
        expires: from when on the decision no longer holds, None for never.
    """

    verdict: Word
    reason: str
    note: str
    after: str | None = None
    expires: datetime | None = None


def decide(
    services: Services,
    alert_id: str,
    asked: Asked,
    *,
    actor: str,
    once: Once | None = None,
) -> Decision:
    """Record a decision about an alert; on return it is on disk.

    Args:
        services: the collaborators.
        alert_id: of the alert.
        asked: the decision.
        actor: who decides.
        once: what makes the call the same call again, or None.

    Raises:
        InputRefused: no such verdict or reason, no note, or an expiry that cannot be.
        UnknownThing: there is no such alert.
        OutOfDate: somebody decided meanwhile, or another alert stands in its place.
        RequestDiffers: the same key was used for another request.
    """
    now = services.clock()
    _refuse(asked, now)
    done: Decision | Done = services.store.decisions.add(
        alert_id,
        identity=services.new_id(),
        at=now,
        actor=actor,
        verdict=asked.verdict,
        reason=asked.reason,
        note=asked.note.strip(),
        expires=asked.expires,
        after=asked.after,
        once=once,
    )
    if isinstance(done, Decision):
        return done
    if once is None or (done.operation, done.fingerprint) != (
        once.operation,
        once.fingerprint,
    ):
        raise RequestDiffers(
            "This Idempotency-Key was used for another request.",
            hint="Make a new key for each request, and keep it for its repetitions.",
        )
    return services.store.decisions.find(done.things[0])


def lapse(services: Services) -> str:
    """Note decisions whose time is over, and have webhooks told; says how many.

    They do not hold from that moment on, whether or not anybody has noted it.
    """
    count = 0
    while some := services.store.alerts.lapse(services.clock()):
        count += some
    return f"{count} decisions lapsed" if count else ""


def detail_json(services: Services, alert_id: str) -> dict[str, Any]:
    """All that a person needs who is to decide.

    Raises:
        UnknownThing: there is no such alert.
    """
    store, now = services.store, services.clock()
    case = store.alerts.find(alert_id, now)
    alert = case.alert
    act = store.screening(alert.screening)
    shown = store.contents.summaries(
        {
            key
            for hit in act.hits
            if hit.entry_id == alert.entry
            for key in (hit.entry_id, *(item.entry_id for item in hit.also))
        },
        act.snapshot,
    )
    present, revision = _present(services, alert)
    others = store.alerts.page(now, Wanted(pair=alert.pair), limit=_OTHERS)
    return {
        **case_json(case),
        "snapshot": act.snapshot,
        "profile": act.profile,
        "hit": next(
            hit_json(hit, shown) for hit in act.hits if hit.entry_id == alert.entry
        ),
        "entry_then": entry_json(
            store.contents.one(alert.entry, snapshot_id=act.snapshot)
        ),
        "entry_now": entry_json(present) if present else None,
        "entry_changed": revision != alert.revision,
        "decisions": [
            decision_json(item) for item in store.decisions.of_alert(alert_id)
        ],
        "others": [
            {
                "id": other.alert.id,
                "at": other.alert.at.isoformat(),
                "cause": other.alert.cause,
                "state": other.standing.state,
                "decision": standing_json(other.standing)["decision"],
            }
            for other in others
            if other.alert.id != alert.id
        ],
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    """A decision as JSON has it."""
    return {
        "id": decision.id,
        "at": decision.at.isoformat(),
        "actor": decision.actor,
        "alert": decision.alert,
        "number": decision.number,
        "verdict": decision.verdict,
        "reason": decision.reason,
        "note": decision.note,
        "expires": decision.expires.isoformat() if decision.expires else None,
        "reference": decision.subject.reference or None,
        "subject": subject_json(decision.subject),
        "entry": decision.entry,
        "revision": decision.revision,
        "screening": decision.screening,
    }


def _present(services: Services, alert: Alert) -> tuple[Entry | None, str]:
    """The entry as the lists have it now, and its revision; None when it is gone."""
    current = services.store.current_snapshot()
    if current is None:
        return None, ""
    contents = services.store.contents
    told = contents.summaries({alert.entry}, current.id).get(alert.entry)
    if told is None:
        return None, ""
    return contents.one(alert.entry, snapshot_id=current.id), told.revision


def _refuse(asked: Asked, now: datetime) -> None:
    known = REASONS.get(asked.verdict)
    if known is None:
        raise InputRefused(
            "There is no such verdict.",
            where="verdict",
            hint=f"Verdicts: {', '.join(WORDS)}.",
        )
    if asked.reason not in known:
        raise InputRefused(
            "The verdict does not have this reason.",
            where="reason",
            hint=f"Reasons of {asked.verdict}: {', '.join(known)}.",
        )
    if not asked.note.strip():
        raise InputRefused(
            "A decision needs a note.",
            where="note",
            hint="Say what you compared, so that it can be defended in ten years.",
        )
    if len(asked.note) > NOTE_LENGTH or _HALF.search(asked.note):
        raise InputRefused(
            f"The note is longer than {NOTE_LENGTH} characters, or no text.",
            where="note",
        )
    if asked.expires is None:
        return
    if asked.verdict != "false_positive":
        raise InputRefused(
            "Only a false positive can hold until a day.", where="expires"
        )
    if asked.expires <= now:
        raise InputRefused("The decision would never hold.", where="expires")
