"""The writing system of a character, of a text and of its runs.

Codes are those of ISO 15924. The table below lists facts of Unicode blocks; only
letters and the marks that belong to one script carry a script. Digits and
punctuation are common (``Zyyy``) even where Unicode assigns them to a script, since
in a name they say nothing about the language. What Unicode does not assign, private
use and lone surrogates are ``Zzzz``.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import lru_cache

COMMON = "Zyyy"
INHERITED = "Zinh"
UNKNOWN = "Zzzz"
NEUTRAL = frozenset({COMMON, INHERITED, UNKNOWN})
# Scripts that write no vowels: their words meet others by consonants.
ABJADS = frozenset({"Arab", "Hebr"})

# First and last code point of each stretch, in order; gaps are common.
_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x005A, "Latn"),
    (0x0061, 0x007A, "Latn"),
    (0x00AA, 0x00AA, "Latn"),
    (0x00BA, 0x00BA, "Latn"),
    (0x00C0, 0x02B8, "Latn"),
    (0x02E0, 0x02E4, "Latn"),
    (0x0300, 0x036F, INHERITED),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0531, 0x058F, "Armn"),
    (0x0591, 0x05FF, "Hebr"),
    (0x0600, 0x063F, "Arab"),
    (0x0641, 0x064A, "Arab"),
    (0x064B, 0x0655, INHERITED),
    (0x0656, 0x066F, "Arab"),
    (0x0670, 0x0670, INHERITED),
    (0x0671, 0x06FF, "Arab"),
    (0x0700, 0x074F, "Syrc"),
    (0x0750, 0x077F, "Arab"),
    (0x0780, 0x07BF, "Thaa"),
    (0x07C0, 0x07FF, "Nkoo"),
    (0x0800, 0x083F, "Samr"),
    (0x0840, 0x085F, "Mand"),
    (0x0860, 0x086F, "Syrc"),
    (0x0870, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),  # codespell:ignore beng
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B00, 0x0B7F, "Orya"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Laoo"),
    (0x0F00, 0x0FFF, "Tibt"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x139F, "Ethi"),
    (0x13A0, 0x13FF, "Cher"),
    (0x1400, 0x167F, "Cans"),
    (0x1680, 0x169F, "Ogam"),
    (0x16A0, 0x16FF, "Runr"),
    (0x1700, 0x171F, "Tglg"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1800, 0x18AF, "Mong"),
    (0x18B0, 0x18FF, "Cans"),
    (0x1900, 0x194F, "Limb"),
    (0x1950, 0x197F, "Tale"),
    (0x1980, 0x19DF, "Talu"),
    (0x19E0, 0x19FF, "Khmr"),
    (0x1A20, 0x1AAF, "Lana"),
    (0x1AB0, 0x1AFF, INHERITED),
    (0x1B00, 0x1B7F, "Bali"),
    (0x1B80, 0x1BBF, "Sund"),
    (0x1C80, 0x1C8F, "Cyrl"),
    (0x1C90, 0x1CBF, "Geor"),
    (0x1D00, 0x1D25, "Latn"),
    (0x1D26, 0x1D2A, "Grek"),
    (0x1D2B, 0x1D2B, "Cyrl"),
    (0x1D2C, 0x1DBF, "Latn"),
    (0x1DC0, 0x1DFF, INHERITED),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x2071, 0x209C, "Latn"),
    (0x20D0, 0x20FF, INHERITED),
    (0x2126, 0x2126, "Grek"),
    (0x212A, 0x212B, "Latn"),
    (0x2160, 0x2188, "Latn"),
    (0x2C00, 0x2C5F, "Glag"),
    (0x2C60, 0x2C7F, "Latn"),
    (0x2C80, 0x2CFF, "Copt"),
    (0x2D00, 0x2D2F, "Geor"),
    (0x2D30, 0x2D7F, "Tfng"),
    (0x2D80, 0x2DDF, "Ethi"),
    (0x2DE0, 0x2DFF, "Cyrl"),
    (0x2E80, 0x2FDF, "Hani"),
    (0x3005, 0x3007, "Hani"),
    (0x3021, 0x3029, "Hani"),
    (0x302A, 0x302D, INHERITED),
    (0x302E, 0x302F, "Hang"),
    (0x3038, 0x303B, "Hani"),
    (0x3041, 0x3096, "Hira"),
    (0x3099, 0x309A, INHERITED),
    (0x309D, 0x309F, "Hira"),
    (0x30A1, 0x30FF, "Kana"),
    (0x3105, 0x312F, "Bopo"),
    (0x3131, 0x318E, "Hang"),
    (0x31A0, 0x31BF, "Bopo"),
    (0x31F0, 0x31FF, "Kana"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xA000, 0xA4CF, "Yiii"),
    (0xA4D0, 0xA4FF, "Lisu"),
    (0xA640, 0xA69F, "Cyrl"),
    (0xA722, 0xA7FF, "Latn"),
    (0xA8E0, 0xA8FF, "Deva"),
    (0xA960, 0xA97F, "Hang"),
    (0xA980, 0xA9DF, "Java"),
    (0xA9E0, 0xA9FF, "Mymr"),
    (0xAA60, 0xAA7F, "Mymr"),
    (0xAB00, 0xAB2F, "Ethi"),
    (0xAB30, 0xAB6F, "Latn"),
    (0xAB70, 0xABBF, "Cher"),
    (0xAC00, 0xD7FF, "Hang"),
    (0xF900, 0xFAFF, "Hani"),
    (0xFB00, 0xFB06, "Latn"),
    (0xFB13, 0xFB17, "Armn"),
    (0xFB1D, 0xFB4F, "Hebr"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE00, 0xFE0F, INHERITED),
    (0xFE20, 0xFE2D, INHERITED),
    (0xFE2E, 0xFE2F, "Cyrl"),
    (0xFE70, 0xFEFE, "Arab"),
    (0xFF21, 0xFF3A, "Latn"),
    (0xFF41, 0xFF5A, "Latn"),
    (0xFF66, 0xFF9D, "Kana"),
    (0xFFA0, 0xFFDC, "Hang"),
    (0x1B000, 0x1B000, "Kana"),
    (0x1B001, 0x1B11F, "Hira"),
    (0x1B120, 0x1B16F, "Kana"),
    (0x1E030, 0x1E08F, "Cyrl"),
    (0x20000, 0x323AF, "Hani"),
    (0xE0100, 0xE01EF, INHERITED),
)
_STARTS = tuple(first for first, _, _ in _BLOCKS)
_UNASSIGNED = frozenset({"Cn", "Co", "Cs"})
_KANA = frozenset({"Hira", "Kana"})


@lru_cache(maxsize=1 << 16)
def script_of(char: str) -> str:
    """ISO 15924 code of one character.

    Args:
        char: exactly one character; a lone surrogate is allowed.

    Returns:
        A four-letter code; ``Zyyy`` for what every script uses, ``Zinh`` for marks
        that take the script of their base letter, ``Zzzz`` for what is no character.
    """
    category = unicodedata.category(char)
    if category in _UNASSIGNED:
        return UNKNOWN
    point = ord(char)
    index = bisect_right(_STARTS, point) - 1
    block = COMMON
    if index >= 0 and point <= _BLOCKS[index][1]:
        block = _BLOCKS[index][2]
    if category[0] == "L" or category[0] == "M" or category == "Nl":
        return block
    return COMMON


def dominant_script(text: str) -> str:
    """The script of most letters of a text.

    Ties go to the script seen first. Kana beside Han means Japanese, ``Jpan``,
    however few the kana are: Chinese is never written with them.

    Returns:
        An ISO 15924 code; ``Zyyy`` if the text has no letter.
    """
    if text.isascii() and text.isalpha():
        return "Latn"
    found = set(map(script_of, text)) - NEUTRAL
    if len(found) < 2:
        return found.pop() if found else COMMON
    counts = Counter(map(script_of, text))
    for neutral in NEUTRAL:
        counts.pop(neutral, None)
    if counts["Hani"] and any(counts[kana] for kana in _KANA):
        return "Jpan"
    return max(counts, key=counts.__getitem__)


def runs(text: str) -> tuple[tuple[str, int, int], ...]:
    """Cut a text into stretches of one script.

    Common characters and marks belong to the stretch before them; at the very
    start, to the one that follows.

    Returns:
        ``(script, start, end)`` in order, covering the whole text without a gap.
    """
    found: list[tuple[str, int, int]] = []
    for index, char in enumerate(text):
        script = script_of(char)
        if not found:
            found.append((script, 0, 1))
            continue
        current, start, _ = found[-1]
        if script in NEUTRAL or script == current:
            found[-1] = (current, start, index + 1)
        elif current in NEUTRAL:
            found[-1] = (script, start, index + 1)
        else:
            found.append((script, index, index + 1))
    if len(found) == 1 and found[0][0] in NEUTRAL:
        return ((COMMON, 0, len(text)),)
    return tuple(found)
