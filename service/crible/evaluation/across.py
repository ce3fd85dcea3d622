"""Names across the border of a script, and by another romanisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.text.romanise import romanise

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from crible.evaluation.given import Given

# The scripts that are counted each on its own, by the name a reader knows.
SCRIPTS: dict[str, frozenset[str]] = {
    "Cyrillic": frozenset({"Cyrl"}),
    "Han": frozenset({"Hani"}),
    "Arabic": frozenset({"Arab"}),
    "Hangul": frozenset({"Hang"}),
    "kana": frozenset({"Jpan", "Hira", "Kana"}),
    "Hebrew": frozenset({"Hebr"}),
    "Greek": frozenset({"Grek"}),
    "Georgian": frozenset({"Geor"}),
    "Thai": frozenset({"Thai"}),
}
_NAMED = frozenset().union(*SCRIPTS.values(), {"Latn", "Zyyy"})


def hidden_alias(_rng: Random, item: Given) -> str | None:
    """A name that the list does not hold, though it holds others of the entry."""
    return item.name.text


def _of(label: str, script: str) -> bool:
    return script in SCRIPTS[label] if label in SCRIPTS else script not in _NAMED


def native(label: str) -> Callable[[Random, Given], str | None]:
    """The native spelling in one script; a label that is none means all others."""

    def alter(_rng: Random, item: Given) -> str | None:
        return item.name.text if _of(label, item.name.script) else None

    alter.__doc__ = (
        f"The spelling in {_shown(label)} against a list that holds only Latin ones."
    )
    return alter


def latin(label: str) -> Callable[[Random, Given], str | None]:
    """The Latin spelling of an entry that is known in one other script."""

    def alter(_rng: Random, item: Given) -> str | None:
        known = any(_of(label, name.script) for name in item.entry.names)
        return item.name.text if known and item.name.script == "Latn" else None

    alter.__doc__ = (
        f"The Latin spelling against a list that holds only {_shown(label)}."
    )
    return alter


def _shown(label: str) -> str:
    return label if label in SCRIPTS else "a further script"


def scheme(
    language: str, name: str, *, persons: bool = False
) -> Callable[[Random, Given], str | None]:
    """A Cyrillic name romanised by one scheme; of persons alone when asked."""

    def alter(_rng: Random, item: Given) -> str | None:
        if item.name.script != "Cyrl" or (persons and item.entry.kind != "person"):
            return None
        uk = any(char in "іїєґІЇЄҐ" for char in item.name.text)
        if uk != (language == "uk"):
            return None
        return romanise(item.name.text, language=language, scheme=name)

    whose = "A person's" if persons else "A"
    tongue, other = {
        "ru": ("Russian", "BGN/PCGN"),
        "uk": ("Ukrainian", "the national system"),
    }[language]
    alter.__doc__ = (
        f"{whose} {tongue} name by {name}, where the list holds only {other}."
    )
    return alter
