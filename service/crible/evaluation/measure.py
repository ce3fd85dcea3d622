"""Ask every name of a plan and keep what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from unidecode import unidecode

from crible.evaluation.ceilings import is_ceiling
from crible.evaluation.results import (
    Asked,
    ClassResult,
    Innocent,
    Report,
    SourceResult,
)
from crible.evaluation.views import view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from crible.evaluation.cases import Case, Plan
    from crible.evaluation.matcher import Matcher
    from crible.model import Entry, Name


def measure(
    plan: Plan,
    make: Callable[[Sequence[Entry]], Matcher],
    *,
    matcher: str,
    line: float,
    floor: float,
    progress: Callable[[int], None] = lambda _asked: None,
) -> Report:
    """Ask a matcher every name of a plan, once, down to the floor.

    Args:
        plan: the names to ask.
        make: builds the matcher over a view of the list.
        matcher: what to call it in the report: the id of a profile.
        line: its alert line.
        floor: the score down to which answers are kept; never above the line.
        progress: told how many names were asked so far.
    """
    floor = min(floor, line)
    asked = 0
    results: dict[str, ClassResult] = {}
    sources: list[SourceResult] = []
    for kind in dict.fromkeys(alteration.view for alteration, _ in plan.classes):
        wanted = [item for item in plan.classes if item[0].view == kind]
        innocent = plan.sources if kind == "full" else {}
        if not any(cases for _, cases in wanted) and not any(innocent.values()):
            made, held = None, {}
        else:
            shown = list(view(plan.entries, kind))
            made = make(shown)
            held = {entry.id: entry.names for entry in shown}
        for alteration, cases in wanted:
            answered = []
            for case in cases:
                if made:
                    answered.append(_asked(made, case, floor, kind, held))
                asked += 1
                progress(asked)
            results[alteration.key] = ClassResult(
                alteration.key,
                alteration.group,
                alteration.effect,
                line,
                tuple(answered),
            )
        for source, names in innocent.items():
            screened = []
            for name in names:
                if made:
                    screened.append(_innocent(made, name, floor))
                asked += 1
                progress(asked)
            sources.append(SourceResult(source, line, tuple(screened)))
    return Report(
        matcher,
        line,
        floor,
        tuple(results[alteration.key] for alteration, _ in plan.classes),
        tuple(sources),
    )


def _asked(
    made: Matcher,
    case: Case,
    floor: float,
    kind: str,
    held: Mapping[str, tuple[Name, ...]],
) -> Asked:
    wanted = case.given.entry.id
    names = held.get(wanted, ())
    answers = made.ask(case.altered, floor)
    return Asked(
        case.altered,
        case.given.name.text if kind == "full" else _nearest(case.altered, names),
        wanted,
        max((a.score for a in answers if a.entry == wanted), default=0.0),
        max((a.score for a in answers if a.entry != wanted), default=0.0),
        kind in {"latin", "native"} and is_ceiling(case.given, names),
    )


def _nearest(altered: str, names: tuple[Name, ...]) -> str:
    """The name of a view that looks most like what was asked, for the reader."""
    asked = unidecode(altered).lower()
    return max(
        (name.text for name in names),
        key=lambda text: fuzz.ratio(asked, unidecode(text).lower()),
        default="",
    )


def _innocent(made: Matcher, name: str, floor: float) -> Innocent:
    answers = made.ask(name, floor)
    if not answers:
        return Innocent(name, 0.0)
    best = answers[0]
    return Innocent(name, best.score, best.entry, best.listed)
