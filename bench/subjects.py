"""What is measured with: a list of names, larger ones recombined from it, and subjects.

With the data folder (``datasets``) the list is drawn from the lists of OFAC, the EU, the
UK and the UN; without it, names are made up of syllables. Everything is drawn from
seeded generators: two runs measure the same names.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import datasets

from crible.evaluation.innocents import generic_companies
from crible.model import Entry, Kind, Name, Subject
from crible.text.scripts import dominant_script

# The names of the four lists together are about as many.
NAMES = 75_000
_PER_ENTRY = 3
_SYLLABLES = (
    "ba be bor da dra du el fa fin ga gor ha i ja jo ka ker kor la li lo ma mer mi mu "
    "na ne nor o pa per po ra ri ro sa se shi ta te tor tu u va ve vil xi ya yu za zo"
).split()


class Asked(NamedTuple):
    """Subjects by where they come from."""

    listed: list[Subject]
    innocent: list[Subject]


def listed(count: int = NAMES) -> list[Entry]:
    """Entries with about ``count`` names in all."""
    data = datasets.folder()
    entries = datasets.all_lists(data) if data else list(_made_up(count))
    random.Random(1).shuffle(entries)
    kept, names = [], 0
    for entry in entries:
        if names >= count:
            break
        kept.append(entry)
        names += len(entry.names)
    return sorted(kept, key=lambda entry: entry.id)


def recombined(entries: list[Entry], count: int) -> Iterator[Entry]:
    """Entries with ``count`` names made of the words of real ones, as a stream.

    Each name has as many words as some name of its kind, and at each place a word that
    stands there in another.
    """
    words: dict[Kind, list[list[str]]] = defaultdict(list)
    for entry in entries:
        for name in entry.names:
            words[entry.kind].append(name.text.split())
    kinds = [entry.kind for entry in entries]
    draw = random.Random(2)
    for number in range(count // _PER_ENTRY):
        kind = draw.choice(kinds)
        pool = words[kind]
        names = []
        for _ in range(_PER_ENTRY):
            made = []
            for place, own in enumerate(draw.choice(pool)):
                other = draw.choice(pool)
                made.append(other[place] if place < len(other) else own)
            text = " ".join(made)
            names.append(Name(text, "primary", "strong", dominant_script(text)))
        yield Entry(f"made:{number}", "made", kind, tuple(names))


def asked(entries: list[Entry], count: int) -> Asked:
    """As many listed names with a letter wrong, and as many innocents."""
    draw = random.Random(3)
    found = []
    for entry in draw.sample(entries, min(count, len(entries))):
        text = draw.choice(entry.names).text
        kind = entry.kind if draw.random() < 0.5 else None
        found.append(Subject(_slipped(text, draw), kind=kind))
    return Asked(found, [Subject(name) for name in innocents(entries, count, draw)])


def innocents(entries: list[Entry], count: int, draw: random.Random) -> list[str]:
    """Names of counterparties that are on no list, as far as is known."""
    data = datasets.folder()
    if data is None:
        return generic_companies(count, 4)
    sources = datasets.innocents(data)
    names = [
        name
        for source in sorted(sources)
        for name in draw.sample(sources[source], min(count, len(sources[source])))
    ]
    taken = {name.text.casefold() for entry in entries for name in entry.names}
    names = [name for name in names if name.casefold() not in taken]
    return draw.sample(names, min(count, len(names)))


def _slipped(text: str, draw: random.Random) -> str:
    """Two neighbouring letters exchanged, in nine names of ten."""
    if len(text) < 5 or draw.random() < 0.1:
        return text
    place = draw.randrange(1, len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _made_up(count: int) -> Iterator[Entry]:
    draw = random.Random(5)

    def word() -> str:
        return "".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4))).capitalize()

    companies = iter(generic_companies(count, 6))
    for number in range(count // _PER_ENTRY):
        person = number % 2 == 0
        first = (
            " ".join(word() for _ in range(3))
            if person
            else f"{word()} {next(companies)}"
        )
        spellings = [first, first.upper(), " ".join(reversed(first.split()))]
        yield Entry(
            f"made:{number}",
            "made",
            "person" if person else "company",
            tuple(Name(text, "primary", "strong", "Latn") for text in spellings),
        )
