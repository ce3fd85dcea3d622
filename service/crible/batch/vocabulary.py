"""The words of traces, with all that follows from how they read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crible.batch.kinds import JOINED
from crible.batch.spelling import Spelling
from crible.matching.alignment import initials_of_word, is_acronym
from crible.matching.side import IDLE, stands_beside
from crible.matching.storage import key_of
from crible.matching.units import UNSPACED
from crible.text.scripts import ABJADS
from crible.text.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crible.batch.traces import Traces

# Readings of a word that the finder looks at with an edit, or cuts, at most.
_READ = 4
# Consonants of a word that are a key of it, see ``keys.exact_keys``: two, and the mark.
_LEAST_CONSONANTS = 3
_SOUNDLESS = str.maketrans("ZCcg", "jSsk", "aeiouyvw")
# The role of words whose weight follows from how many entries hold them.
_TELLING = "distinctive"
_LAST_H = re.compile("h+$", re.MULTILINE)
_DOUBLE = re.compile(r"(.)\1+")


class Vocabulary(NamedTuple):
    """The kinds of some traces, a row for each; lines are of readings.

    Attributes:
        tokens: the words.
        scripts: of them.
        idle: whether a word is neither named nor missed.
        silent: whether it may stand beside the one that identifies a name.
        single: whether it is one letter.
        together: whether it is several words written together.
        unspaced: whether its script writes names in one piece.
        spelled: whether it may be cut in a way of its own, whatever its letters.
        odd: whether its letters do not tell what it may resemble.
        first: its first letter.
        acronym: the key of what it may be the initials of; nought for nothing.
        own: the key of the word itself, if the lists have a part in its weight.
        every: all lines, and whose they are.
        every_of: whose each is.
        lines: those that take part in edits.
        lines_of: whose each is.
        spoken: the same as texts.
        sounds: the keys of the consonants of plain readings, as numbers of ``Spelling``.
        sounds_of: whose each is.
    """

    tokens: list[Token]
    scripts: list[str]
    idle: NDArray[np.bool_]
    silent: NDArray[np.bool_]
    single: NDArray[np.bool_]
    together: NDArray[np.bool_]
    unspaced: NDArray[np.bool_]
    spelled: NDArray[np.bool_]
    odd: NDArray[np.bool_]
    first: NDArray[np.int64]
    acronym: NDArray[np.uint32]
    own: NDArray[np.uint32]
    every: NDArray[np.uint64]
    every_of: NDArray[np.intp]
    lines: Spelling
    lines_of: NDArray[np.intp]
    spoken: list[str]
    sounds: NDArray[np.uint64]
    sounds_of: NDArray[np.intp]

    @classmethod
    def of(cls, traces: Traces) -> Vocabulary:
        """The kinds of traces."""
        tokens = [token_of(text) for text in _texts(traces.text, traces.text_of)]
        read = [text.split("\n") for text in _texts(traces.reads, traces.reads_of)]
        count = len(tokens)
        every_of = np.repeat(np.arange(count), [len(lines) for lines in read])
        spoken: list[str] = []
        lines_of: list[int] = []
        plain: list[str] = []
        plain_of: list[int] = []
        odd, spelled = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        for place, (token, lines) in enumerate(zip(tokens, read, strict=True)):
            for line in lines[:_READ]:
                if line[0] in "=#@":
                    continue
                if line.isascii():
                    spoken.append(line)
                    lines_of.append(place)
                    if "abd" in line or "lah" in line:
                        spelled[place] = True
                else:
                    odd[place] = True
            script = token[3]
            if script == "Hang":
                spelled[place] = True
            if script not in ABJADS and lines[0][0] not in "=#@":
                plain.append(lines[0])
                plain_of.append(place)
        sounds = skeletons(plain)
        heard = [at for at, key in enumerate(sounds) if len(key) >= _LEAST_CONSONANTS]
        single, acronym = np.zeros(count, dtype=bool), np.zeros(count, dtype=np.uint32)
        initials: dict[tuple[str, str], str] = {}
        for place, token in enumerate(tokens):
            size = len(token[0])
            if size == 1:
                single[place] = True
            elif is_acronym(token):
                acronym[place] = key_of("%" + _initials(token, initials))
        return cls(
            tokens,
            [token[3] for token in tokens],
            _column([token[4] in IDLE for token in tokens]),
            _column([token[4] != JOINED and stands_beside(token) for token in tokens]),
            single,
            _column([token[4] == JOINED for token in tokens]),
            _column([token[3] in UNSPACED for token in tokens]),
            spelled,
            odd,
            np.array([_first(lines[0]) for lines in read], dtype=np.int64),
            acronym,
            np.array(
                [
                    key_of(f"!{token[3]}{token[0]}") if token[4] == _TELLING else 0
                    for token in tokens
                ],
                dtype=np.uint32,
            ),
            Spelling.of([line for lines in read for line in lines]).wholes(),
            every_of,
            Spelling.of(spoken),
            np.array(lines_of, dtype=np.intp),
            spoken,
            Spelling.of([sounds[at] for at in heard]).wholes(),
            np.array([plain_of[at] for at in heard], dtype=np.intp),
        )


def _initials(token: Token, known: dict[tuple[str, str], str]) -> str:
    """``initials_of_word``, letter by letter from what is known of each."""
    found = ""
    for char in token.text:
        letter = known.get((char, token.script))
        if letter is None:
            letter = known[char, token.script] = initials_of_word(char, token.script)
        found += letter
    return found


def skeletons(readings: Sequence[str]) -> list[str]:
    """The key of the consonants of each of some plain readings.

    What ``skeleton.consonants`` says of each, with the mark of such a key.
    """
    if not readings:
        return []
    kept = "\n".join(readings).translate(_SOUNDLESS)
    return ["#" + key for key in _DOUBLE.sub(r"\1", _LAST_H.sub("", kept)).split("\n")]


def token_of(said: str) -> Token:
    """A word as ``kinds`` put it down."""
    script, role, concept, low, number, word = said.split("\t", 5)
    value = int(number) if number else None
    return Token(word, 0, 0, script, role, concept, value, bool(low))


def _first(line: str) -> int:
    """The letter of a reading that ``side.first_of`` takes."""
    return ord(line[1] if line[0] in "=#" and len(line) > 1 else line[0])


def _texts(blob: NDArray[np.uint8], sizes: NDArray[np.integer]) -> list[str]:
    """Texts that lie side by side."""
    whole = blob.tobytes()
    ends = np.cumsum(sizes.astype(np.intp)).tolist()
    starts = [0, *ends[:-1]]
    return [
        whole[start:end].decode("utf-8", "surrogatepass")
        for start, end in zip(starts, ends, strict=True)
    ]


def _column(values: list[bool]) -> NDArray[np.bool_]:
    return np.array(values, dtype=bool)
