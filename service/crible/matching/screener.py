"""The engine's face: an index, a profile, and the questions one can ask of them."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from crible.matching import evidence
from crible.matching.alignment import align
from crible.matching.asked import Asked
from crible.matching.builder import build
from crible.matching.candidates import Candidates
from crible.matching.cards import side_of_cards
from crible.matching.case import Case
from crible.matching.index import Index
from crible.matching.profile import Profile, default_profile
from crible.matching.scoring import band, score
from crible.matching.storage import key_of
from crible.model import Entry, Hit, MatchedName, Name, Subject
from crible.text.scripts import dominant_script
from crible.text.tokens import Parsed, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crible.matching.alignment import Credits
    from crible.matching.finder import WordFinder
    from crible.model import Kind, Mention

# Scored candidates per name: beyond this the bound says they are no better.
_MOST_SCORED = 400


class Screener:
    """Screens names and texts against one index.

    Not safe for use by several threads at once: the web workers hold a lock or one
    screener each. Forked processes share the mapped pages.
    """

    def __init__(
        self, index: Index, profile: Profile, *, compiled: bool = True
    ) -> None:
        """Screen against an index.

        Args:
            index: the index.
            profile: the parameters.
            compiled: whether to use the compiled library, where there is one; the
                answers are the same.
        """
        self.index = index
        self.profile = profile
        self._candidates = Candidates(index, profile, compiled=compiled)

    @classmethod
    def build(
        cls, entries: Iterable[Entry], *, profile: Profile | None = None
    ) -> Screener:
        """Build in memory.

        Args:
            entries: the listed entries; the order does not change any answer.
            profile: parameters; the default ones when None.
        """
        profile = profile or default_profile()
        return cls(build(entries, profile), profile)

    @classmethod
    def from_names(
        cls,
        rows: Iterable[tuple[str, Kind | None, Sequence[str]]],
        *,
        profile: Profile | None = None,
    ) -> Screener:
        """Build from (id, kind or None, names) rows: for scripts and notebooks.

        The first name of a row is its primary one.
        """
        return cls.build(
            (
                Entry(
                    id=identity,
                    list=identity.partition(":")[0],
                    kind=kind or "other",
                    names=tuple(
                        Name(
                            text,
                            "alias" if place else "primary",
                            script=dominant_script(text),
                        )
                        for place, text in enumerate(names)
                    ),
                )
                for identity, kind, names in rows
            ),
            profile=profile,
        )

    @classmethod
    def open(cls, path: Path | str, *, profile: Profile | None = None) -> Screener:
        """Map an index file.

        Raises:
            IndexDamaged: damaged, foreign, or built with another profile.
        """
        profile = profile or default_profile()
        return cls(Index.open(Path(path), profile), profile)

    def save(self, path: Path | str) -> None:
        """Write the index to ``path``, whole or not at all."""
        self.index.save(Path(path))

    def screen(
        self,
        name: str,
        *,
        kind: Kind | None = None,
        countries: Sequence[str] = (),
        threshold: float | None = None,
        limit: int = 10,
        lists: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """The entries that a name may be, best first.

        Args:
            name: as it stands in the contract or payment.
            kind: what it is, when known.
            countries: ISO 3166-1 alpha-2 codes, when known.
            threshold: alert line 0..1; the profile's own when None.
            limit: hits at most.
            lists: keys of the lists to look at; all when None.
        """
        subject = Subject(name, kind=kind, countries=tuple(countries))
        return self.screen_subject(
            subject, threshold=threshold, limit=limit, lists=lists
        )

    def screen_subject(
        self,
        subject: Subject,
        *,
        threshold: float | None = None,
        limit: int = 10,
        lists: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """The entries that a subject may be under any of its names, best first."""
        line = self.profile.threshold if threshold is None else threshold
        wanted = None if lists is None else frozenset(lists)
        best: dict[int, Hit] = {}
        found = [
            self._name_hits(name, subject, line, wanted)
            for name in (subject.name, *subject.aliases)
        ]
        if subject.identifiers:
            found.append(self._identified(subject, line, wanted))
        for place, hit in chain.from_iterable(found):
            known = best.get(place)
            if known is None or hit.score > known.score:
                best[place] = hit
        hits = sorted(best.values(), key=lambda hit: (-hit.score, hit.entry_id))
        return tuple(hits[:limit])

    def screen_many(
        self, subjects: Iterable[Subject | str], *, workers: int = 1
    ) -> Iterator[tuple[Subject, tuple[Hit, ...]]]:
        """Screen subjects in order; the same answers as one at a time.

        Args:
            subjects: subjects or bare names.
            workers: processes to use; with 1, this one.
        """
        from crible.matching.many import screen_many  # noqa: PLC0415 - pulls in multiprocessing

        return screen_many(self, subjects, workers)

    def scan(
        self,
        text: str,
        *,
        threshold: float | None = None,
        lists: Sequence[str] | None = None,
    ) -> tuple[Mention, ...]:
        """Listed names in running text, in the order of the text.

        Args:
            text: any text; offsets of the answer are code points of it as given.
            threshold: alert line 0..1; the profile's own when None.
            lists: keys of the lists to look at; all when None.
        """
        from crible.matching.mentions import scan  # noqa: PLC0415 - only texts need it

        return scan(self, text, threshold=threshold, lists=lists)

    def case(
        self,
        subject: Subject,
        asked: Asked,
        place: int,
        *,
        credits_of: Credits | None = None,
        may_slip: bool = True,
    ) -> Case:
        """One subject's name against one listed name, scored, with its reasons.

        Args:
            subject: what is known of it.
            asked: one of its names.
            place: of the listed name.
            credits_of: how far words of the index agree with the subject's; without
                it every pair of words is compared.
            may_slip: False when the names are known not to be a slip apart.
        """
        name = self.index.name(place)
        entry = self.index.entry(name.entry)
        listed, theirs = self.index.side(place)
        case = Case(
            asked.parsed,
            listed,
            asked.side,
            theirs,
            align(
                asked,
                theirs,
                asked.credits_with(theirs) if credits_of is None else credits_of,
            ),
            self.profile,
            subject.kind,
            entry.kind,
            subject.countries,
            entry.countries,
            name.type,
            name.quality,
            asked.truncated,
            subject_identifiers=subject.identifiers,
            listed_identifiers=entry.identifiers,
            subject_birth_date=subject.birth_date,
            subject_registration_date=subject.registration_date,
            listed_dates=entry.dates,
            may_slip=may_slip,
        )
        score(case)
        return case

    def asked(self, parsed: Parsed) -> Asked:
        """A parsed name with what its words weigh beside this index."""
        cards = self._candidates.cards.of(parsed.tokens)
        return Asked(parsed, side_of_cards(parsed.tokens, cards), cards)

    @property
    def finder(self) -> WordFinder:
        """What finds the words of the index that resemble a word."""
        return self._candidates.finder

    def _name_hits(
        self,
        name: str,
        subject: Subject,
        line: float,
        lists: frozenset[str] | None,
    ) -> Iterator[tuple[int, Hit]]:
        for parsed, persons in self.read(name, subject.kind):
            yield from self.parsed_hits(parsed, subject, line, lists, persons=persons)

    @staticmethod
    def read(
        name: str, kind: Kind | None = None
    ) -> tuple[tuple[Parsed, bool | None], ...]:
        """A name cut into words, and which entries it is so held against.

        Args:
            name: as given.
            kind: what it is, when known.

        Returns:
            readings, each with True for entries that are persons, False for those that
            are none, None for all.
        """
        if kind is not None:
            return ((parse(name, person=kind == "person"), None),)
        # Not knowing what it is, read it as a company for companies and as a person
        # for persons: LI and AG are family names there, no legal forms.
        company = parse(name)
        if any(
            token.role == "legal" and _is_form(token.text) for token in company.tokens
        ):
            return ((company, None),)
        person = parse(name, person=True)
        if [token.role for token in company.tokens] == [
            token.role for token in person.tokens
        ]:
            return ((company, None),)
        return (company, False), (person, True)

    def parsed_hits(
        self,
        parsed: Parsed,
        subject: Subject,
        line: float,
        lists: frozenset[str] | None,
        *,
        persons: bool | None = None,
    ) -> Iterator[tuple[int, Hit]]:
        """(entry, hit) for each entry that a parsed name resembles enough.

        ``persons`` keeps to entries that are persons, or to those that are not.
        """
        if not parsed.tokens:
            return
        asked = self.asked(parsed)
        chosen = self._candidates.select(
            asked,
            line,
            countries=bool(subject.countries),
            reach=evidence.reach(subject, self.profile),
            persons=persons,
        )
        best: dict[int, tuple[Case, int]] = {}
        # Of names that score the same, the publisher's first is told.
        for place in sorted(chosen.names[:_MOST_SCORED]):
            holder = self.index.name(place).entry
            entry = self.index.entry(holder)
            if lists is not None and entry.list not in lists:
                continue
            if persons is not None and (entry.kind == "person") != persons:
                continue
            case = self.case(
                subject,
                asked,
                place,
                credits_of=chosen.credits,
                may_slip=place in chosen.slips,
            )
            known = best.get(holder)
            if case.score >= line and (known is None or case.score > known[0].score):
                best[holder] = case, place
        # Told in words only now: most names of an entry say the same.
        for holder, (case, place) in best.items():
            yield holder, self._hit(case, place)

    def _hit(self, case: Case, place: int) -> Hit:
        name = self.index.name(place)
        return Hit(
            self.index.entry(name.entry).id,
            case.score,
            band(case.score, self.profile),
            MatchedName(name.text, name.type, name.quality, name.script),
            case.contributions(),
        )

    def _identified(
        self, subject: Subject, line: float, lists: frozenset[str] | None
    ) -> Iterator[tuple[int, Hit]]:
        """(entry, hit) for entries that carry an identifier of the subject."""
        wanted = [key_of(key) for key in evidence.keys(subject.identifiers)]
        places: set[int] = set()
        for group in self.index.identifiers.get(wanted):
            places.update(group.tolist())
        for place in sorted(places):
            entry = self.index.entry(place)
            if lists is not None and entry.list not in lists:
                continue
            for name in (subject.name, *subject.aliases):
                asked = self.asked(parse(name, person=subject.kind == "person"))
                for listed in self.index.names_of(place):
                    case = self.case(subject, asked, listed)
                    if case.score >= line:
                        yield place, self._hit(case, listed)


# Legal forms of up to three letters that are nobody's name.
_SHORT_FORMS = frozenset({"inc", "llc", "ltd", "plc", "uab", "ооо", "зао", "оао"})
# Longer ones that are family names, too.
_NAMES = frozenset({"safi", "saifi"})


def _is_form(text: str) -> bool:
    """Whether a legal form is no part of any person's name."""
    return (len(text) > 3 and text not in _NAMES) or text in _SHORT_FORMS
