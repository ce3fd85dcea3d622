"""A listed name but for a slip of the pen: one letter, or two in a long name.

Word by word a short word with a wrong letter is another word: among a hundred thousand
names many innocents are one letter away. Held against the *whole* name the same letter
is a slip, because all the rest agrees. Among some 10,000 innocent companies (the tuning
half of ``bench/datasets.py``) a few are one edit away from a listed name of eight letters
or more; nearly all of those share generic words and have less than six telling letters.

Rows of the index are found by their letters: an edit changes at most two bits of a
signature, so all names that near are among those whose signature differs in few.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA
from unidecode import unidecode

from crible.matching.storage import Strings
from crible.text.lookalikes import without_digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from crible.matching.kernel.slips import KernelSlips
    from crible.text.tokens import Parsed

# Letters of a name from which on one edit, or two, may be a slip.
ONE_FROM = 8
TWO_FROM = 11
# Letters of a name from which on blanks may be missing or too many.
SPACED_FROM = 6
SPACED = -1
# Letters of its telling words: with fewer the edit is in all that identifies it.
_TELLING_ONE = 6
_TELLING_TWO = 10
# Two edits in one word are a slip when the word is so long, else another word.
_LONG_WORD = 8
# An edited common word (group, volga) needs so many letters, and as many beside it.
_COMMON_WORD = 5
# Longer texts are no names.
_LONGEST = 120
# Scripts that write sounds by letters; elsewhere a sign is half a word.
_ALPHABETS = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Geor"})
_SILENT = frozenset({"legal", "stop", "title"})
_COMMON = frozenset({"generic", "line", "place", "legal"})
_SIGNS = re.compile(r"[\W_]+")


class Letters(NamedTuple):
    """A name as slips see it.

    Attributes:
        words: folded words of two letters or more, in order.
        roles: the role of each.
        places: which token each of them is.
        apart: numbers and single letters, sorted: they are never a slip.
    """

    words: tuple[str, ...]
    roles: tuple[str, ...]
    places: tuple[int, ...]
    apart: tuple[str, ...]


@lru_cache(maxsize=1 << 14)
def _folded(word: str, script: str) -> str:
    if script == "Latn":
        return _SIGNS.sub("", unidecode(word).lower())
    plain = unicodedata.normalize("NFKD", word)
    return _SIGNS.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


def letters(parsed: Parsed, *, forms: bool = False) -> Letters | None:
    """The letters of a name, or None when slips do not apply to it.

    Args:
        parsed: the name.
        forms: whether legal forms and titles are part of it.
    """
    words, roles, places, apart = [], [], [], []
    script = ""
    for place, (text, _, _, its_script, role, _, number, _) in enumerate(parsed.tokens):
        if role in _SILENT and not (forms and role != "stop"):
            continue
        if number is not None or len(text) == 1:
            apart.append(str(number or text))
            continue
        script = script or its_script
        if its_script not in _ALPHABETS or its_script != script:
            return None
        word, has_digits = _letters_of(text, script)
        if has_digits:
            apart.append(word)
        elif word:
            words.append(word)
            roles.append(role)
            places.append(place)
    return Letters(tuple(words), tuple(roles), tuple(places), tuple(sorted(apart)))


@lru_cache(maxsize=1 << 14)
def _letters_of(word: str, script: str) -> tuple[str, bool]:
    """The letters of a word, and whether it has digits that stand for none."""
    found = _folded(without_digits(word) or word, script)
    return found, any(map(str.isdigit, found))


def slips(subject: Parsed, listed: Parsed, weights: Sequence[float]) -> int:
    """How many letters of a listed name were slipped: 1, 2, or 0 for not a slip.

    ``SPACED`` when none was, and only blanks, order or look-alike digits differ.

    Args:
        subject: the subject's name.
        listed: the listed name.
        weights: one per token of the listed name.
    """
    written = _run_together(subject)
    if len(written) >= SPACED_FROM and written == _run_together(listed):
        return SPACED
    for forms in (False, True):
        ours, theirs = letters(subject, forms=forms), letters(listed, forms=forms)
        if ours is None or theirs is None or ours.apart != theirs.apart:
            return 0
        if _same_letters(ours.words, theirs.words):
            return SPACED
        edits = _edits(ours.words, theirs.words)
        if edits and _is_slip(ours, theirs, edits, weights):
            return edits
    return 0


def spaced_key(parsed: Parsed) -> str | None:
    """The key under which a name is filed in one piece, None when it is too short."""
    written = _run_together(parsed)
    return "+" + written if len(written) >= SPACED_FROM else None


def _run_together(parsed: Parsed) -> str:
    """All of a name in one piece, numbers and single letters too, without its forms."""
    return "".join(
        [
            _folded(token.text, token.script)
            for token in parsed.tokens
            if token.role not in _SILENT
        ]
    )


def may_run_together(subject: Parsed, listed: Parsed) -> bool:
    """Whether two names may be the same in one piece; quick, and sometimes wrongly yes."""
    ours, theirs = (
        sum([len(token.text) for token in side.tokens if token.role not in _SILENT])
        for side in (subject, listed)
    )
    # Folding may write one letter as two.
    return ours == theirs or not (subject.text.isascii() and listed.text.isascii())


def _same_letters(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether two names are written alike but for blanks, or the order of words."""
    left, right = "".join(ours), "".join(theirs)
    return len(left) >= SPACED_FROM and (
        left == right or sorted(ours) == sorted(theirs)
    )


def allowed(length: int) -> int:
    """Edits that may be slips in a name of so many letters."""
    return 0 if length < ONE_FROM else 1 if length < TWO_FROM else 2


def _edits(ours: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """Edits between two names within what is allowed, in order or sorted; else 0."""
    left, right = "".join(ours), "".join(theirs)
    most = allowed(min(len(left), len(right)))
    if not most or abs(len(left) - len(right)) > most or len(left) > _LONGEST:
        return 0
    found = OSA.distance(left, right, score_cutoff=most)
    if found > most:
        found = OSA.distance(
            "".join(sorted(ours)), "".join(sorted(theirs)), score_cutoff=most
        )
    return found if found <= most else 0


def _is_slip(
    ours: Letters, theirs: Letters, edits: int, weights: Sequence[float]
) -> bool:
    """Whether what agrees tells enough for the edits to be slips."""
    listed = list(zip(theirs.words, theirs.roles, theirs.places, strict=True))
    changed = [item for item in listed if item[0] not in ours.words]
    if not changed:
        return False
    telling = sum(len(word) for word, role, _ in listed if role not in _COMMON)
    in_telling = [item for item in changed if item[1] not in _COMMON]
    if not in_telling:
        # The identifying words agree to the letter.
        length = sum(len(word) for word, _, _ in changed)
        rest = sum(map(len, theirs.words)) - length
        return length >= _COMMON_WORD and rest >= _COMMON_WORD
    if len(changed) > 1 and _feminine(ours.words, [item[0] for item in changed]):
        return False
    if edits == 1 or len(in_telling) < len(changed):
        return telling >= _TELLING_ONE
    if telling < _TELLING_TWO:
        return False
    if len(changed) > 1:
        return True
    word, _, place = changed[0]
    if len(listed) > 1 and len(word) >= _LONG_WORD:
        return True
    # Two edits in the first name of three leave a rarer family name as it is.
    others = [weights[item[2]] for item in listed if item[2] != place]
    return len(listed) > 2 and weights[place] < max(others)


def _feminine(ours: Sequence[str], changed: Sequence[str]) -> bool:
    """Whether two words differ by a last a alone: Ivanov, and a woman of the family."""
    return (
        all(
            word + "a" in ours or word + "а" in ours or word[:-1] in ours
            for word in changed
            if word
        )
        and len({word[-1] in "aа" for word in changed}) == 1
    )


def signature(word: str) -> int:
    """64 bits for the letters that a text has once, and twice or more."""
    bits = 0
    for char in word:
        once = 1 << (ord(char) % 32)
        bits |= once << 32 if bits & once else once
    return bits


def rows(parsed: Parsed) -> Iterator[str]:
    """The texts under which a listed name is filed: without its forms and titles, and with."""
    seen = set()
    # Without a form or a title both ways are one.
    formed = any(
        token.role in _SILENT and token.role != "stop" for token in parsed.tokens
    )
    for forms in (False, True) if formed else (False,):
        found = letters(parsed, forms=forms)
        if found is None:
            return
        text = " ".join(found.words)
        if text not in seen and SPACED_FROM <= len(text.replace(" ", "")) <= _LONGEST:
            seen.add(text)
            yield text


class SlipTexts(NamedTuple):
    """The texts of a run of rows, with what they are found by, as arrays."""

    length: NDArray[np.uint8]
    letters: NDArray[np.uint64]
    blob: NDArray[np.uint8]
    sizes: NDArray[np.uint32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> SlipTexts:
        """The arrays for ``texts``."""
        joined = [text.replace(" ", "") for text in texts]
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        return cls(
            np.array([len(text) for text in joined], dtype=np.uint8),
            np.array([signature(text) for text in joined], dtype=np.uint64),
            np.frombuffer(b"".join(encoded), dtype=np.uint8),
            np.array([len(item) for item in encoded], dtype=np.uint32),
        )


def pack(
    runs: Sequence[SlipTexts], names: NDArray[np.uint32]
) -> dict[str, NDArray[Any]]:
    """The arrays of an index for runs of rows and the names they are of, by length."""
    runs = runs or [SlipTexts.of(())]
    length, letters, blob, sizes = (
        np.concatenate(column) for column in zip(*runs, strict=True)
    )
    order = np.lexsort((names, length))
    texts, at = Strings.reordered(blob, sizes, order)
    return {
        "slip_length": length[order],
        "slip_letters": letters[order],
        "slip_name": names[order],
        "slip_texts": texts,
        "slip_texts_at": at,
    }


class SlipFinder:
    """Finds the names of an index that a subject may be but for a slip."""

    def __init__(
        self, arrays: dict[str, NDArray[Any]], kernel: KernelSlips | None = None
    ) -> None:
        """Find in the arrays of an index, with the compiled library or without."""
        self._kernel = kernel
        # Where the names of each length begin.
        lengths = np.arange(_LONGEST + 4, dtype=np.uint8)
        self._begin = arrays["slip_length"].searchsorted(lengths).tolist()
        self._letters = arrays["slip_letters"]
        self._name = arrays["slip_name"]
        self._texts = Strings(arrays["slip_texts"], arrays["slip_texts_at"])

    def find(self, parsed: Parsed) -> set[int]:
        """Places of names within the allowed edits of a subject; a few too many."""
        found: set[int] = set()
        for text in rows(parsed):
            length = len(text.replace(" ", ""))
            # The shorter of the two names decides how many edits are allowed.
            most = allowed(length)
            first = self._begin[length - most]
            last = self._begin[length + max(most, 1) + 1]
            bits = 2 * max(most, 1)
            near = self._kernel.rows(text, first, last, bits) if self._kernel else None
            if near is None:
                near = self._rows(text, first, last, bits)
            found.update([int(self._name[place]) for place in near])
        return found

    def _rows(self, text: str, first: int, last: int, bits: int) -> list[int]:
        """Rows whose text is a given one but for a slip."""
        words = tuple(text.split())
        ours = np.uint64(signature("".join(words)))
        differ = self._letters[first:last] ^ ours
        near = []
        for place in (
            np.flatnonzero(np.bitwise_count(differ) <= bits) + first
        ).tolist():
            known = tuple(self._texts[place].split())
            if _same_letters(words, known) or _edits(words, known):
                near.append(place)
        return near
