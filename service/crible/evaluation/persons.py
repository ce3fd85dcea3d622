"""Alterations of personal names: patronymic, initials, order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from crible.evaluation.given import Given


def no_patronymic(_rng: Random, item: Given) -> str | None:
    """A person without the patronymic."""
    if item.entry.kind != "person" or len(item.parsed.tokens) < 3:
        return None
    kept = [token for token in item.parsed.tokens if token.role != "patronymic"]
    if len(kept) == len(item.parsed.tokens):
        return None
    return " ".join(item.parsed.text[token.start : token.end] for token in kept)


def person_initials(_rng: Random, item: Given) -> str | None:
    """Given names as initials: V. V. Putin."""
    words = item.name.text.replace(",", " ").split()
    if (
        item.entry.kind != "person"
        or not 2 <= len(words) <= 4
        or item.name.script not in {"Latn", "Cyrl"}
    ):
        return None
    if "," in item.name.text:
        family, *given_names = words
        return " ".join([*(f"{word[0]}." for word in given_names), family])
    return " ".join([*(f"{word[0]}." for word in words[:-1]), words[-1]])


def person_order(_rng: Random, item: Given) -> str | None:
    """Given name before the family name, without the comma."""
    if item.entry.kind != "person" or "," not in item.name.text:
        return None
    family, _, given_names = item.name.text.partition(",")
    return f"{given_names.strip()} {family.strip()}"
