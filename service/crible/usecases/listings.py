"""The same subject on other lists: found in the index, explained, never stored as one.

A company that OFAC, the EU and the UK have listed is three entries, and stays so. What
is told here is that they are one subject, and why: a number that identifies it, or a
name together with what supports it. A number that contradicts, another country or
another date of birth speaks against. When in doubt two entries stay apart: a person
sees both either way.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from crible.matching import evidence
from crible.matching.index import whole_of
from crible.matching.rarity import prior
from crible.matching.side import IDLE
from crible.matching.storage import key_of
from crible.model import Listing
from crible.text import dates
from crible.text import identifiers as numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crible.matching import Screener
    from crible.matching.index import ListedEntry
    from crible.matching.side import Side
    from crible.model import Hit, Identifier, Kind
    from crible.text.tokens import Parsed

# Publishers do not agree on what is a company and what an organization.
_LEGAL: frozenset[Kind | None] = frozenset({"company", "organization", "other", None})
# Entries with a name in common that are looked at; so common a name says nothing.
_MOST = 100
# Words of a person's name that say enough together with a country.
_FULL_NAME = 3
# Digits of a national number that say enough within its country.
_SURE_DIGITS = numbers.LONG
_BORN = frozenset({"day", "swapped", "month", "year"})


class Listings:
    """Finds the other listings of entries in one index; remembers what it found.

    Args:
        screener: whose index, built from a snapshot and so in the order of lists and
            ids, is looked at.
    """

    def __init__(self, screener: Screener) -> None:
        self._index = screener.index
        self._profile = screener.profile
        self._found: dict[str, tuple[Listing, ...]] = {}

    def marked(self, hits: Iterable[Hit], lists: Sequence[str] = ()) -> tuple[Hit, ...]:
        """Hits with the other listings of their subjects.

        Args:
            hits: any hits in this index.
            lists: keys of the lists to look at; empty means all.
        """
        from dataclasses import replace  # noqa: PLC0415 - of no use elsewhere here

        marked = []
        for hit in hits:
            also = tuple(
                listing
                for listing in self.of(hit.entry_id)
                if not lists or listing.entry_id.partition(":")[0] in lists
            )
            marked.append(replace(hit, also=also) if also else hit)
        return tuple(marked)

    def of(self, entry_id: str) -> tuple[Listing, ...]:
        """Entries of other lists that are the same subject as an entry, by id."""
        known = self._found.get(entry_id)
        if known is None:
            known = self._found[entry_id] = tuple(self._search(entry_id))
        return known

    def _search(self, entry_id: str) -> Iterator[Listing]:
        place = self._place(entry_id)
        if place is None:
            return
        entry = self._index.entry(place)
        shared = self._shared_names(place)
        filed = [key_of(key) for key in evidence.keys(entry.identifiers)]
        places = set(shared)
        for group in self._index.identifiers.get(filed):
            places.update(islice(group.tolist(), _MOST))
        for other in sorted(places):
            there = self._index.entry(other)
            if there.list == entry.list or not _kinds_fit(entry.kind, there.kind):
                continue
            reasons = self._reasons(entry, there, shared.get(other, []))
            if reasons:
                yield Listing(there.id, tuple(reasons))

    def _place(self, entry_id: str) -> int | None:
        """Where an entry stands; entries lie by list, then by id."""
        ids = self._index.ids
        low, high = 0, len(ids)
        wanted = (entry_id.partition(":")[0], entry_id)
        while low < high:
            middle = (low + high) // 2
            here = ids[middle]
            if (here.partition(":")[0], here) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(ids) and ids[low] == entry_id else None

    def _shared_names(self, place: int) -> dict[int, list[tuple[str, Parsed]]]:
        """Names in common with other entries, by the other's place."""
        index = self._index
        found: dict[int, list[tuple[str, Parsed]]] = {}
        for number in index.names_of(place):
            name = index.name(number)
            if name.quality == "weak" or name.type == "acronym":
                continue
            parsed, side = index.side(number)
            key = _whole_key(side)
            for group in index.whole.get([key_of(key)]):
                if len(group) > _MOST:
                    continue
                for twin in group.tolist():
                    other = index.name(twin)
                    if other.entry == place or other.quality == "weak":
                        continue
                    if other.type == "acronym":
                        continue
                    # Hashes of different keys can be equal.
                    if _whole_key(index.side(twin)[1]) != key:
                        continue
                    found.setdefault(other.entry, []).append((name.text, parsed))
        return found

    def _reasons(
        self, ours: ListedEntry, theirs: ListedEntry, names: list[tuple[str, Parsed]]
    ) -> list[str]:
        """Why two entries are one subject; empty when they are not known to be."""
        agreed, sure = _agreed_number(ours.identifiers, theirs.identifiers)
        differing = _differing_scheme(ours.identifiers, theirs.identifiers)
        # A name that ends with its own full stop needs no second one.
        named = f"Both are named {names[0][0].removesuffix('.')}." if names else ""
        if agreed and (sure or names):
            reasons = [f"Both carry the {agreed}."]
            if named:
                reasons.append(named)
            if differing:
                reasons.append(f"But the {differing} differs.")
            return reasons if sure or not differing else []
        if not names or differing:
            return []
        support = (
            self._person_support if ours.kind == "person" else self._legal_support
        )(ours, theirs, [parsed for _, parsed in names])
        return [named, support] if support else []

    def _person_support(
        self, ours: ListedEntry, theirs: ListedEntry, names: list[Parsed]
    ) -> str:
        born, said = _births(ours), _births(theirs)
        words = max(len(parsed.tokens) for parsed in names)
        if born and said:
            agreement = dates.agreement(
                tuple(span for text in born for span in dates.parse(text)),
                tuple(span for text in said for span in dates.parse(text)),
            )
            if agreement in _BORN and words > 1:
                return f"The dates of birth agree: {born[0]}, {said[0]}."
            return ""
        common = _common_country(ours, theirs)
        if common and words >= _FULL_NAME:
            return f"It is a full name, and both are of {common.upper()}."
        return ""

    def _legal_support(
        self, ours: ListedEntry, theirs: ListedEntry, names: list[Parsed]
    ) -> str:
        if ours.kind not in _LEGAL:
            # Ships and aircraft take each other's names; only numbers tell them apart.
            return ""
        common = _common_country(ours, theirs)
        if ours.countries and theirs.countries and not common:
            return ""
        rare = any(self._is_rare(parsed) for parsed in names)
        long = any(_own_words(parsed) > 1 for parsed in names)
        if common and (rare or long or len(names) > 1):
            return f"Both are of {common.upper()}."
        if rare and long:
            return "The name is rare."
        return ""

    def _is_rare(self, parsed: Parsed) -> bool:
        return any(
            token.role == "distinctive"
            and prior(token.text, token.script) <= self._profile.rare
            for token in parsed.tokens
        )


def _whole_key(side: Side) -> str:
    """What ``whole_key`` says of a name, from its words in the index."""
    return whole_of(
        [
            key
            for token, key in zip(side.tokens, side.keys, strict=True)
            if token.role not in IDLE
        ]
    )


def _own_words(parsed: Parsed) -> int:
    return sum(token.role not in {"legal", "stop"} for token in parsed.tokens)


def _kinds_fit(ours: Kind | None, theirs: Kind | None) -> bool:
    return ours == theirs or (ours in _LEGAL and theirs in _LEGAL)


def _births(entry: ListedEntry) -> list[str]:
    return [value for what, value in entry.dates if what in evidence.BIRTH]


def _common_country(ours: ListedEntry, theirs: ListedEntry) -> str:
    return next((code for code in ours.countries if code in theirs.countries), "")


def _agreed_number(
    ours: Sequence[Identifier], theirs: Sequence[Identifier]
) -> tuple[str, bool]:
    """A number that both carry, for a person, and whether it decides alone."""
    best = ""
    for mine in ours:
        filed = set(evidence.keys((mine,)))
        for other in theirs:
            if filed.isdisjoint(evidence.keys((other,))):
                continue
            left, right = (
                numbers.normalise(item.scheme, item.value, item.country)
                for item in (mine, other)
            )
            if left.country and right.country and left.country != right.country:
                continue
            said = f"{left.scheme} {left.value}"
            valid = False not in {left.valid, right.valid}
            world = numbers.is_worldwide(left.scheme) or numbers.is_worldwide(
                right.scheme
            )
            home = bool(left.country and left.country == right.country)
            if valid and (world or (home and len(left.value) >= _SURE_DIGITS)):
                return said, True
            best = best or said
    return best, False


def _differing_scheme(ours: Sequence[Identifier], theirs: Sequence[Identifier]) -> str:
    """A scheme of which a subject has one number, and both have valid others."""
    mine, other = _single_numbers(ours), _single_numbers(theirs)
    return next(
        (
            scheme
            for scheme in sorted(mine.keys() & other.keys())
            if mine[scheme].isdisjoint(other[scheme])
        ),
        "",
    )


def _single_numbers(found: Sequence[Identifier]) -> dict[str, set[str]]:
    by_scheme: dict[str, set[str]] = {}
    for item in found:
        number = numbers.normalise(item.scheme, item.value, item.country)
        if number.valid and numbers.is_single(number.scheme):
            by_scheme.setdefault(number.scheme, set()).add(number.value)
    return by_scheme
