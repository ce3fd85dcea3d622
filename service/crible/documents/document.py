"""A document as it is screened: its text, its fields, and what was odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Treatment = Literal["name", "text"]


@dataclass(frozen=True, slots=True)
class Passage:
    """One way to read a stretch of a document's text.

    Attributes:
        text: as it is screened: a field's lines in one, without their marks.
        origin: for each character of it, its place in the document's text.
    """

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the document's text."""
        return self.origin[start], self.origin[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a payment message.

    Attributes:
        field: what it is called, such as ``59 beneficiary`` or ``Cdtr/Nm``.
        treatment: ``name`` when all of it is one name, ``text`` when it is prose.
        passages: ways to read it; a line may or may not end a word.
    """

    field: str
    treatment: Treatment
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read.

    Attributes:
        format: ``text``, ``html``, ``mail``, ``pdf``, ``docx``, ``mt`` or ``iso20022``.
        text: what offsets count in; for ``text`` and ``mt`` as given.
        parts: the fields of a payment message; empty when all of the text is prose.
        warnings: what was left out or odd, as sentences.
    """

    format: str
    text: str
    parts: tuple[Part, ...] = ()
    warnings: tuple[str, ...] = ()


def passage(text: str, start: int, end: int) -> Passage:
    """A stretch of a document's text as it stands."""
    return Passage(text[start:end], tuple(range(start, end)))
