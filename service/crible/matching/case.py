"""One subject's name held against one listed name: what is known, the score so far.

The steps of ``scoring`` move the score of a case and leave their reasons in it; the case
itself knows how to do that and nothing of why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from unidecode import unidecode

from crible.matching.reasons import link_reason
from crible.model import Contribution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.matching.alignment import Alignment, Link
    from crible.matching.profile import Profile
    from crible.matching.side import Side
    from crible.model import Identifier, NameType, Quality
    from crible.text.tokens import Parsed

# Decimals of a score and of its contributions.
_DIGITS = 4


class Move(NamedTuple):
    """One movement of the score; ``link`` for one whose words are told later."""

    feature: str
    weight: float
    reason: str
    subject: str
    entry: str
    link: Link | None


@dataclass(slots=True)
class Case:
    """A subject's name held against one listed name, with all that is known.

    Attributes:
        subject: the subject's name, parsed.
        listed: the listed name, parsed.
        ours: the words of the subject's name as columns.
        theirs: the words of the listed name as columns.
        alignment: the links between them.
        profile: the parameters.
        subject_kind: what the subject is said to be, or None.
        listed_kind: what the entry is, or None.
        subject_countries: ISO codes of the subject.
        listed_countries: ISO codes of the entry.
        type: of the listed name.
        quality: of the listed name.
        truncated: whether the subject was cut off at its end.
        subject_identifiers: numbers of the subject.
        listed_identifiers: numbers of the entry.
        subject_birth_date: as given.
        subject_registration_date: as given.
        listed_dates: (what, value) pairs of the entry.
        may_slip: whether the names may be one but for a slip of the pen.
        score: the running score.
        moves: what moved it so far.
    """

    subject: Parsed
    listed: Parsed
    ours: Side
    theirs: Side
    alignment: Alignment
    profile: Profile
    subject_kind: str | None = None
    listed_kind: str | None = None
    subject_countries: tuple[str, ...] = ()
    listed_countries: tuple[str, ...] = ()
    type: NameType = "primary"
    quality: Quality = "strong"
    truncated: bool = False
    subject_identifiers: tuple[Identifier, ...] = ()
    listed_identifiers: tuple[Identifier, ...] = ()
    subject_birth_date: str = ""
    subject_registration_date: str = ""
    listed_dates: tuple[tuple[str, str], ...] = ()
    may_slip: bool = True
    score: float = 0.0
    moves: list[Move] = field(default_factory=list)
    _linked: tuple[set[int], set[int]] | None = None

    def move(
        self, feature: str, to: float, reason: str, subject: str = "", entry: str = ""
    ) -> None:
        """Take the score to ``to`` and say why; no contribution if it stays."""
        weight = round(max(0.0, min(1.0, to)) - self.score, _DIGITS)
        if weight:
            self.score = round(self.score + weight, _DIGITS)
            self.moves.append(Move(feature, weight, reason, subject, entry, None))

    def add(self, link: Link, share: float) -> None:
        """Add what a pair of words explains; told in words only when asked for."""
        weight = round(max(0.0, min(1.0, self.score + share)) - self.score, _DIGITS)
        if weight:
            self.score = round(self.score + weight, _DIGITS)
            self.moves.append(Move("word", weight, "", "", "", link))

    def contributions(self) -> tuple[Contribution, ...]:
        """The reasons, in the order in which they moved the score."""
        return tuple(
            Contribution(feature, subject, entry, weight, reason)
            if link is None
            else Contribution(
                feature,
                self.said(link.subject),
                self.said(link.listed, listed=True),
                weight,
                link_reason(self, link),
            )
            for feature, weight, reason, subject, entry, link in self.moves
        )

    def lift(self, feature: str, to: float, reason: str) -> None:
        """Bring the score up to ``to`` if it is lower."""
        if self.score < to:
            self.move(feature, to, reason)

    def cap(
        self, feature: str, at: float, reason: str, subject: str = "", entry: str = ""
    ) -> None:
        """Bring the score down to ``at`` if it is higher."""
        if self.score > at:
            self.move(feature, at, reason, subject, entry)

    def said(self, places: Sequence[int], *, listed: bool = False) -> str:
        """The words at these places, as they are compared."""
        tokens = self.listed.tokens if listed else self.subject.tokens
        return " ".join(tokens[place].text for place in places)

    def linked(self) -> tuple[set[int], set[int]]:
        """The places that links cover, on the subject's and the listed side."""
        if self._linked is None:
            ours: set[int] = set()
            theirs: set[int] = set()
            for link in self.alignment.links:
                ours.update(link.subject)
                theirs.update(link.listed)
            self._linked = ours, theirs
        return self._linked

    @property
    def is_firm_for_person(self) -> bool:
        """Whether the subject bears a legal form, and the listed name is a person's.

        "Santos Ltd" is nobody who is called Santos, though it may be his company.
        """
        return self.listed_kind == "person" and bool(self.subject.legal)

    def is_listed_name(self) -> bool:
        """Whether the subject is the listed name but for spelling and legal form."""
        if self.is_firm_for_person:
            return False
        idle = {"legal", "stop"}
        ours, theirs = self.linked()
        complete = all(
            i in ours or token.role in idle
            for i, token in enumerate(self.subject.tokens)
        ) and all(
            i in theirs or token.role in idle
            for i, token in enumerate(self.listed.tokens)
        )
        spelled_alike = (
            complete
            and bool(self.alignment.links)
            and all(
                _same_letters(self, link)
                for link in self.alignment.links
                if self.listed.tokens[link.listed[0]].role not in idle
            )
        )
        # Links may prefer words written together; the very same words need no links.
        return (
            spelled_alike or _said_alike(self.subject) == _said_alike(self.listed) != []
        )


def _same_letters(case: Case, link: Link) -> bool:
    """Whether both sides of a link are one spelling, diacritics and blanks apart.

    Another script is another spelling: three letters of one say little in the other.
    """
    ours = [case.subject.tokens[i] for i in link.subject]
    theirs = [case.listed.tokens[i] for i in link.listed]
    if link.how in {"same", "number"}:
        return True
    return {token.script for token in ours} == {
        token.script for token in theirs
    } and unidecode("".join(token.text for token in ours)) == unidecode(
        "".join(token.text for token in theirs)
    )


def _said_alike(name: Parsed) -> list[str]:
    """The words of a name without forms, in an order that does not matter."""
    return sorted(
        token.text for token in name.tokens if token.role not in {"legal", "stop"}
    )
