"""A listed name about to be altered, and what a class of alterations is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from crible.text.tokens import Parsed, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from crible.model import Entry, Name


class Given:
    """A name to alter, with its entry; its tokens are found when first asked for.

    Args:
        entry: whose name it is.
        name: one of its names.
    """

    def __init__(self, entry: Entry, name: Name) -> None:
        self.entry = entry
        self.name = name

    @cached_property
    def parsed(self) -> Parsed:
        """The name cut into tokens."""
        return parse(self.name.text, person=self.entry.kind == "person")


class Alteration(NamedTuple):
    """One class; ``view`` says which names the list keeps: see ``views.py``."""

    key: str
    group: str
    view: str
    alter: Callable[[Random, Given], str | None]

    @property
    def effect(self) -> str:
        """What the class does to a name, for the reader of a report."""
        return (self.alter.__doc__ or "").strip()


def words_of(item: Given) -> list[str]:
    """The words of a name as it is written."""
    return item.name.text.split()


def long_places(words: list[str], least: int = 5) -> list[int]:
    """Places of the words with at least so many letters."""
    return [
        place
        for place, word in enumerate(words)
        if sum(char.isalpha() for char in word) >= least
    ]


def replaced(words: list[str], place: int, word: str) -> str:
    """The words as a name, with another word at one place."""
    return " ".join([*words[:place], word, *words[place + 1 :]])


def picked_word(
    rng: Random, item: Given, least: int = 5
) -> tuple[list[str], int] | None:
    """The words of a name and the place of one long one, or None without any."""
    words = words_of(item)
    places = long_places(words, least)
    return (words, rng.choice(places)) if places else None
