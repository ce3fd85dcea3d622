"""Scripts of characters, texts and runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crible.text import scripts


@pytest.mark.parametrize(
    ("chars", "expected"),
    [
        ("aZéßłʰĀﬁＡⅣK", "Latn"),
        ("бЁіғӘѴ", "Cyrl"),
        ("αΩΆἀ", "Grek"),
        ("حپگﷲ", "Arab"),
        ("שׁ"[:1], "Hebr"),
        ("武々〇㐀𠀀豈", "Hani"),
        ("あゝ", "Hira"),
        ("アーｱ", "Kana"),
        ("한ㄱᄀ", "Hang"),
        ("აႠᲐ", "Geor"),
        ("Աևﬓ", "Armn"),
        ("กั", "Thai"),
        ("की", "Deva"),
        ("ক", "Beng"),  # codespell:ignore beng
        ("அ", "Taml"),
        ("ሀ", "Ethi"),
        ("ក", "Khmr"),
        ("ກ", "Laoo"),
        ("က", "Mymr"),
        ("ཀ", "Tibt"),
        ("ᠠ", "Mong"),
        ("0٣๓ .,-«»–（）°€½", "Zyyy"),
        ("\u0301\u064b\u3099\ufe0f", "Zinh"),
        ("\ud800\udfff\ue000\u0378", "Zzzz"),
    ],
)
def test_each_character_has_the_script_of_its_block(chars: str, expected: str) -> None:
    """Letters carry their script, digits and punctuation none."""
    assert {char: scripts.script_of(char) for char in chars} == dict.fromkeys(
        chars, expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Zyyy"),
        ("123 -- 45", "Zyyy"),
        ("ООО Kupol", "Latn"),
        ("ООО «Купол» TM", "Cyrl"),
        ("abвг", "Latn"),
        ("вгab", "Cyrl"),
        ("武汉高芯科技有限公司", "Hani"),
        ("三菱ケミカル", "Jpan"),
        ("ひらカ", "Hira"),
        ("김정은", "Hang"),
        ("\ud800", "Zyyy"),
    ],
)
def test_the_script_of_most_letters_wins(text: str, expected: str) -> None:
    """The most frequent script is dominant; ties go to the first seen."""
    assert scripts.dominant_script(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("12", (("Zyyy", 0, 2),)),
        ("«Купол» JSC", (("Cyrl", 0, 8), ("Latn", 8, 11))),
        ("DJI大疆, x", (("Latn", 0, 3), ("Hani", 3, 7), ("Latn", 7, 8))),
        ("e\u0301а", (("Latn", 0, 2), ("Cyrl", 2, 3))),
    ],
)
def test_runs_attach_common_characters_to_the_run_before(
    text: str, expected: tuple[tuple[str, int, int], ...]
) -> None:
    """Punctuation follows the letters before it, or at the start those after it."""
    assert scripts.runs(text) == expected


def test_the_block_table_is_sorted_and_without_overlap() -> None:
    """The bisected table has ascending, disjoint ranges."""
    flat = [bound for first, last, _ in scripts._BLOCKS for bound in (first, last + 1)]
    assert flat == sorted(flat)
    assert all(first <= last for first, last, _ in scripts._BLOCKS)


@given(st.text(st.characters(exclude_categories=())))
def test_runs_cover_any_text_exactly(text: str) -> None:
    """Any Unicode text, lone surrogates included, is covered without gap or overlap."""
    found = scripts.runs(text)
    assert "".join(text[start:end] for _, start, end in found) == text
    assert all(len(script) == 4 for script, _, _ in found)
    assert scripts.dominant_script(text)
