"""Innocent names made from the lists and the lexicon themselves.

Registers show how real companies are called; these sources probe what registers do
not: companies of generic words, persons who share a given name or a family name with
a listed one, and siblings of listed names (another number, place or business).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from crible.evaluation.given import Given
from crible.text.tables import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crible.model import Entry

_FORMS = ("Ltd", "LLC", "GmbH", "JSC", "S.A.", "Co., Ltd.", "Inc", "OOO")
_PLACES = (
    "Lisbon",
    "Toronto",
    "Nairobi",
    "Lima",
    "Oslo",
    "Manila",
    "Santiago",
    "Hanoi",
)
_LINES = ("Insurance", "Bakery", "Hotels", "Pharmacy", "Textiles", "Dental Clinic")


def generic_companies(count: int, seed: int) -> list[str]:
    """Names made of two or three generic words, often a place, and a form."""
    rng = random.Random(f"{seed}:generic")
    concepts = load("lexicon").get("concept", {})
    words = sorted(
        word
        for concept in concepts.values()
        for word in concept.get("en", ())
        if word.isalpha() and len(word) > 3
    )
    names: set[str] = set()
    while words and len(names) < count:
        chosen = rng.sample(words, rng.choice((2, 2, 3)))
        if rng.random() < 0.4:
            chosen.insert(0, rng.choice(_PLACES).lower())
        names.add(f"{' '.join(chosen).title()} {rng.choice(_FORMS)}")
    return sorted(names)


def other_persons(entries: Sequence[Entry], count: int, seed: int) -> list[str]:
    """A given name of one listed person with the family name of another."""
    rng = random.Random(f"{seed}:persons")
    parts = [
        tuple(part.strip() for part in name.text.split(",", 1))
        for entry in entries
        if entry.kind == "person"
        for name in entry.names
        if name.type == "primary" and name.text.count(",") == 1
    ]
    listed = {
        frozenset(name.text.casefold().replace(",", " ").split())
        for entry in entries
        if entry.kind == "person"
        for name in entry.names
    }
    names: set[str] = set()
    tries = 0
    while len(parts) > 1 and len(names) < count and tries < 20 * count:
        tries += 1
        (family, _), (_, own) = rng.sample(parts, 2)
        name = f"{own.split()[0]} {family}" if own else family
        # A recombination may be a listed person after all, or a part of one's name.
        words = frozenset(name.casefold().split())
        if len(words) > 1 and not any(words <= known for known in listed):
            names.add(name)
    return sorted(names)


def siblings(entries: Sequence[Entry], count: int, seed: int) -> list[str]:
    """Listed company names with another number, place or line of business."""
    rng = random.Random(f"{seed}:siblings")
    listed = {name.text.casefold() for entry in entries for name in entry.names}
    pool = [
        entry
        for entry in entries
        if entry.kind in {"company", "organization", "vessel"}
    ]
    rng.shuffle(pool)
    names: list[str] = []
    for entry in pool:
        if len(names) >= count:
            break
        item = Given(entry, entry.names[0])
        telling = [
            token
            for token in item.parsed.tokens
            if token.role in {"number", "place", "line"}
        ]
        if len(telling) != 1 or len(item.parsed.tokens) < 2:
            continue
        token = telling[0]
        match token.role:
            case "number":
                new = str((token.number or 0) + rng.randrange(1, 9))
            case "place":
                new = rng.choice(_PLACES)
            case _:
                new = rng.choice(_LINES)
        text = item.parsed.text
        name = f"{text[: token.start]}{new}{text[token.end :]}"
        if name.casefold() not in listed:
            names.append(name)
    return names


def renumbered_vessels(entries: Sequence[Entry], count: int, seed: int) -> list[str]:
    """Listed vessel names that end in a number, with another number."""
    rng = random.Random(f"{seed}:vessels")
    vessels = [entry for entry in entries if entry.kind == "vessel"]
    listed = {name.text.casefold() for entry in entries for name in entry.names}
    rng.shuffle(vessels)
    names: dict[str, None] = {}
    for entry in vessels:
        if len(names) >= count:
            break
        words = entry.names[0].text.split()
        if len(words) > 1 and words[-1].isascii() and words[-1].isdigit():
            new = str(int(words[-1]) + rng.randrange(1, 9))
            name = " ".join([*words[:-1], new])
            # The fleet may well hold the next ship too.
            if name.casefold() not in listed:
                names[name] = None
    return list(names)


def unlisted(
    names: Iterable[str], entries: Sequence[Entry]
) -> tuple[list[str], list[str]]:
    """Names parted into those that no list holds, and those that one does.

    A customer whose name is a listed one, but for case, is no innocent to count a
    false alert on; whoever measures is told how many there were.
    """
    listed = {_plain(name.text) for entry in entries for name in entry.names}
    free: dict[str, None] = {}
    held: dict[str, None] = {}
    for name in names:
        (held if _plain(name) in listed else free)[name] = None
    return list(free), list(held)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def made(
    entries: Sequence[Entry],
    count: int,
    seed: int = 7,
    *,
    listed: Sequence[Entry] | None = None,
) -> dict[str, list[str]]:
    """All made sources by name, ``count`` names each at most.

    Args:
        entries: what the names are made from: one half of a list.
        count: names of each source at most.
        seed: of the generators.
        listed: the whole list; a made name that it holds is left out.
    """
    sources = {
        "generic words": generic_companies(count, seed),
        "other persons": other_persons(entries, count, seed),
        "siblings": siblings(entries, count, seed),
        "renumbered vessels": renumbered_vessels(entries, count, seed),
    }
    whole = entries if listed is None else listed
    return {source: unlisted(names, whole)[0] for source, names in sources.items()}
