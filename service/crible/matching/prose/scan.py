"""Listed names in running text, with their offsets.

The text goes through in blocks. Of each, the words that some list holds as rare ones are
found (``openers``), their neighbourhoods are cut into words (``region``), listed names
are read there (``windows``), the text around is heard (``support``), the best reading of
each stretch is kept, and short forms are linked (``links``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from crible.matching.prose import openers as opening
from crible.matching.prose import vocabulary as vocabularies
from crible.matching.prose.beside import longer
from crible.matching.prose.gate import Gate
from crible.matching.prose.glued import is_glued, opens, words_among
from crible.matching.prose.links import Links, Taken
from crible.matching.prose.region import Region, near, spans, within
from crible.matching.prose.runs import Block
from crible.matching.prose.support import UNSUPPORTED, doubt, lower
from crible.matching.prose.vocabulary import RARE
from crible.matching.prose.wholes import wholes
from crible.matching.prose.windows import Reading, judge, readings, whole
from crible.matching.scoring import band
from crible.model import Contribution, Hit, Mention
from crible.text.prose import announces
from crible.text.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from crible.matching.prose.vocabulary import Vocabulary
    from crible.matching.screener import Screener

# Characters of a block; what stands across its end is looked at twice.
_BLOCK = 30_000
_OVERLAP = 600
# Alternatives told of a mention.
_ALTERNATIVES = 4
# Names of an anchor that are judged.
_JUDGED = 8
# From two words on, the longer of two good readings is the better one.
_LONGER = 0.004


def scan(
    screener: Screener,
    text: str,
    *,
    threshold: float | None = None,
    lists: Sequence[str] | None = None,
) -> tuple[Mention, ...]:
    """Listed names in ``text``; see ``Screener.scan``."""
    return tuple(stream(screener, [text], threshold=threshold, lists=lists))


def stream(
    screener: Screener,
    pieces: Iterable[str],
    *,
    threshold: float | None = None,
    lists: Sequence[str] | None = None,
) -> Iterator[Mention]:
    """Listed names in a text that comes in pieces, in the order of the text.

    Memory does not grow with the text. Offsets count from the first piece.

    Args:
        screener: what to look for.
        pieces: the text, cut anywhere.
        threshold: alert line 0..1; the profile's own when None.
        lists: keys of the lists to look at; all when None.
    """
    line = screener.profile.threshold if threshold is None else threshold
    yield from _walk(Scanner(screener, line, lists), pieces)


class Searched(NamedTuple):
    """What was found in a text, and so many of its characters were searched."""

    mentions: tuple[Mention, ...]
    end: int


def search(
    screener: Screener,
    text: str,
    *,
    late: Callable[[], bool],
    threshold: float | None = None,
    lists: Sequence[str] | None = None,
) -> Searched:
    """Listed names in ``text`` as far as the time goes.

    Args:
        screener: what to look for.
        text: any text.
        late: asked often; from the first time that it says so nothing is searched.
        threshold: alert line 0..1; the profile's own when None.
        lists: keys of the lists to look at; all when None.
    """
    line = screener.profile.threshold if threshold is None else threshold
    scanner = Scanner(screener, line, lists, late=late)
    mentions = tuple(_walk(scanner, [text]))
    return Searched(mentions, len(text) if scanner.end is None else scanner.end)


def _walk(scanner: Scanner, pieces: Iterable[str]) -> Iterator[Mention]:
    base, told = 0, 0
    for part, last in _blocks(pieces):
        found = scanner.block(part, base, told)
        # What ends in the overlap is found again, whole, in the next block.
        limit = base + len(part) - (0 if last else _OVERLAP)
        for mention in found:
            if mention.start < limit:
                yield mention
                told = mention.end
        if scanner.end is not None:
            return
        told = max(told, limit)
        base += len(part) - (0 if last else _OVERLAP)


class _OutOfTimeError(Exception):
    """Raised within a block and caught at its edge."""


def _blocks(pieces: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Blocks that overlap, each with whether it is the last one."""
    held = ""
    for piece in pieces:
        at = 0
        while at < len(piece):
            more = piece[at : at + _BLOCK + 1 - len(held)]
            at += len(more)
            held += more
            if len(held) > _BLOCK:
                yield held[:_BLOCK], False
                held = held[_BLOCK - _OVERLAP :]
    yield held, True


class Scanner:
    """One pass over one text; without ``gated`` every window is looked into.

    Attributes:
        end: where the first block begins that was not searched through for want of
            time; None while all were.
    """

    def __init__(
        self,
        screener: Screener,
        line: float,
        lists: Sequence[str] | None,
        *,
        gated: bool = True,
        late: Callable[[], bool] = bool,
    ) -> None:
        self.end: int | None = None
        self._late = late
        self._screener = screener
        self._vocabulary: Vocabulary = vocabularies.of(screener)
        self._line = line
        self._normal = screener.profile.threshold
        self._lists = None if lists is None else frozenset(lists)
        self._links = Links(self._vocabulary, self._normal)
        # The doubtful is doubtful because the gate's questions have no answer.
        self._gated = gated and line > self._normal * UNSUPPORTED

    def block(self, text: str, base: int, told: int) -> list[Mention]:
        """Mentions of a block, in order; those that begin before ``told`` are left out."""
        block = Block(text)
        kept: list[Mention] = []
        try:
            for region in self._regions(block):
                for reading, others in self._best(region):
                    mention = self._mention(region, reading, others, base)
                    if mention.start >= told:
                        kept.append(mention)
                        self._links.remember(region, reading, mention)
        except _OutOfTimeError:
            # What was found is told; short forms of it were not looked for.
            self.end = max(base, told)
            return kept
        taken = Taken(len(text))
        for item in kept:
            taken.take(item.start - base, item.end - base)
        kept += [
            item
            for item in self._links.find(block, base, taken)
            if item.start >= told and item.score >= self._line
        ]
        kept += [
            item
            for item in self._links.described(block, base, kept, taken)
            if item.start >= told and item.score >= self._line
        ]
        kept.sort(key=lambda item: item.start)
        return kept

    def _hurry(self) -> None:
        if self._late():
            raise _OutOfTimeError

    def _regions(self, block: Block) -> Iterator[Region]:
        vocabulary = self._vocabulary
        self._hurry()
        wanted = opening.openers(vocabulary, block)
        glued = set(filter(is_glued, block.distinct))
        known: frozenset[str] = frozenset()
        if glued:
            known = words_among(vocabulary, glued)
            wanted |= {run for run in glued if opens(vocabulary, run, known)}
        if block.without_capitals:
            places = block.places_of(wanted)
        else:
            places = [
                place
                for place in block.raised
                if block.runs[place] in wanted
                and not opening.lonely(vocabulary, block, place)
            ]
        sure = {place for place in places if block.runs[place] in glued}
        if block.broken:
            sure.update(self._broken(block))
        met = wholes(vocabulary, block)
        sure.update(first for first, _, _ in met)
        for start, end in self._admitted(block, sorted({*places, *sure}), sure):
            self._hurry()
            region = Region(vocabulary, block, start, end, known)
            region.wholes = [
                (block.starts[first], block.ends[last], key)
                for first, last, key in met
                if start <= block.starts[first] and block.ends[last] <= end
            ]
            yield region

    def _admitted(
        self, block: Block, places: list[int], sure: set[int]
    ) -> Iterator[tuple[int, int]]:
        """The neighbourhoods of these places in which a name may stand."""
        if block.without_capitals or not self._gated:
            yield from spans(block, places)
            return
        gate = Gate(self._vocabulary, block)
        good = [place for place in places if place in sure or gate.admits(place)]
        starts = [block.starts[place] for place in good]
        for start, end in spans(block, near(places, good)):
            if bisect_left(starts, start) < bisect_left(starts, end):
                yield start, end

    def _broken(self, block: Block) -> Iterator[int]:
        """Runs at which a word begins that the end of a line broke."""
        for start, _, joined in block.broken:
            if any(
                met.weight >= RARE
                for word in words(joined)
                for met in self._vocabulary.meets(word.text, word.script)
            ):
                yield from (
                    place for place, at in enumerate(block.starts) if at == start
                )

    def _best(self, region: Region) -> list[tuple[Reading, list[Reading]]]:
        """The best readings that do not overlap, each with those beside it."""
        drafts = {
            (reading.first, reading.last, reading.name): reading
            for reading in self._readings(region)
            if self._lists is None
            or region.vocabulary.entry(reading.name).list in self._lists
        }
        # Names of several words first: they speak for the words alone beside them.
        ordered = sorted(drafts.values(), key=lambda item: -len(item.places))
        found: list[Reading] = []
        sure: list[Reading] = []
        judged: Counter[int] = Counter()
        for item in ordered:
            if judged[item.anchor] >= _JUDGED:
                continue
            self._hurry()
            known = any(
                other.last < item.first or item.last < other.first for other in sure
            )
            reason = doubt(region, item, known=known)
            if reason and self._line > self._normal * UNSUPPORTED:
                continue
            judged[item.anchor] += 1
            judge(region, item)
            reason = reason or longer(region, item, self._normal)
            if reason:
                lower(item, self._normal, reason)
            if item.score >= self._line:
                found.append(item)
                # Two that stand apart are enough to speak for any third.
                if len(item.places) > 1 and all(
                    other.last < item.first or item.last < other.first
                    for other in sure[:1]
                ):
                    sure = [*sure[:1], item]
        found.sort(key=lambda item: (-_value(item), item.first, item.last, item.name))
        kept: list[tuple[Reading, list[Reading]]] = []
        taken: dict[int, int] = {}
        for item in found:
            owners = {
                taken[at] for at in range(item.first, item.last + 1) if at in taken
            }
            if not owners:
                for at in range(item.first, item.last + 1):
                    taken[at] = len(kept)
                kept.append((item, []))
            elif len(owners) == 1:
                kept[owners.pop()][1].append(item)
        kept.sort(key=lambda pair: pair[0].first)
        return kept

    def _readings(self, region: Region) -> Iterator[Reading]:
        for anchor in region.anchors():
            self._hurry()
            yield from readings(region, anchor)
        for start, end, key in region.wholes:
            found = within(region, start, end)
            if found:
                yield from whole(region, *found, self._vocabulary.whole(key))

    def _mention(
        self, region: Region, reading: Reading, others: list[Reading], base: int
    ) -> Mention:
        start = region.words[_first_named(region, reading)].start
        end = region.words[reading.last].end
        hits: dict[str, Hit] = {}
        for item in (reading, *others):
            hit = self._hit(region, item)
            if hit.entry_id not in hits:
                hits[hit.entry_id] = hit
        best, *rest = hits.values()
        end = _closed(region.block.text, start, end)
        return Mention(
            base + start,
            base + end,
            region.block.text[start:end],
            best,
            tuple(rest[:_ALTERNATIVES]),
        )

    def _hit(self, region: Region, reading: Reading) -> Hit:
        hit = reading.hit
        assert hit is not None  # noqa: S101 - only judged readings are kept
        if reading.score >= hit.score:
            return hit
        return Hit(
            hit.entry_id,
            reading.score,
            band(reading.score, self._screener.profile),
            hit.matched,
            (
                *hit.contributions,
                Contribution(
                    "prose",
                    region.text(reading.first, reading.last),
                    hit.matched.name,
                    round(reading.score - hit.score, 4),
                    reading.reason,
                ),
            ),
        )


def _first_named(region: Region, reading: Reading) -> int:
    """Where a mention begins: a noun in small letters before a name is none of it."""
    at = reading.first
    while at < reading.last and (
        not (region.named(at) or any(met.weight >= RARE for met in region.met[at]))
        or (
            # Plant "Kupol": what stands in quotation marks is the name.
            region.block.opened(region.words[at + 1].start)
            and announces(region.words[at].text) == "firms"
        )
    ):
        at += 1
    return at


def _closed(text: str, start: int, end: int) -> int:
    """The end of a mention with the mark that closes what opens inside it."""
    said = text[start:end]
    for opening_mark, closing_mark in ("«»", "“”", "()", "„“"):
        if (
            said.count(opening_mark) > said.count(closing_mark)
            and text[end : end + 1] == closing_mark
        ):
            return end + 1
    return end


def _value(reading: Reading) -> float:
    """Which of overlapping readings to keep: the better agreement, then the longer."""
    return reading.score + _LONGER * (reading.last - reading.first)


__all__ = ["Searched", "scan", "search", "stream"]
