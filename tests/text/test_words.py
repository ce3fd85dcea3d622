"""Words with their places in the text as given."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import any_text

from crible.matching.prose.runs import Block
from crible.text.clean import clean
from crible.text.words import _MARKS_END, _MAY_BE_MARKS, words, words_of_run


def _said(text):
    return [word.text for word in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("K U P O L", ["kupol"]),
        ("K.U.P.O.L.", ["kupol"]),
        ("К У П О Л", ["купол"]),
        ("K U P O L JSC", ["kupol", "jsc"]),
        ("A.A. Raspletin", ["a", "a", "raspletin"]),
        ("O'Brien", ["obrien"]),
        ("O’Brien", ["obrien"]),
        ("l'Oréal", ["l", "oréal"]),
        ("L’Oréal", ["l", "oréal"]),
        ("d'Almaz-Antey", ["d", "almaz", "antey"]),
        ("l'usine d'Ijevsk", ["l", "usine", "d", "ijevsk"]),
        ("Almaz's", ["almaz"]),
        ("Impul's", ["impuls"]),
        ("NPO 'Impul's'", ["npo", "impuls"]),
        ("ob”yedineniye", ["obyedineniye"]),
        ('OB"YEDINENIYE', ["obyedineniye"]),
        ('OOO"Yupiter"', ["ooo", "yupiter"]),
        ("深圳市高芯科技", ["深圳", "市", "高芯", "科技"]),
        (
            "GaoXinKeJiYouXianGongSi",
            ["gao", "xin", "ke", "ji", "you", "xian", "gong", "si"],
        ),
        ("SIS d.o.o.", ["sis", "doo"]),
        ("SIS D.O.O", ["sis", "doo"]),
        ("SIS d. o. o.", ["sis", "doo"]),
        ("SiemensAG", ["siemens", "ag"]),
        ("BayerAG", ["bayer", "ag"]),
        ("GmbH", ["gmbh"]),
        ("McDonald", ["mcdonald"]),
        ("GazpromBank", ["gazprombank"]),
        ("Almaz-Antey", ["almaz", "antey"]),
        ("Almaz–Antey", ["almaz", "antey"]),
        ("Almaz_Antey", ["almaz", "antey"]),
        ("Almaz/Antey", ["almaz", "antey"]),
        ("«Купол»", ["купол"]),
        ("Plant9", ["plant", "9"]),
        ("Завод12", ["завод", "12"]),
        ("B52", ["b52"]),
        ("3M", ["3m"]),
        ("ku\u00adpol", ["kupol"]),
        ("КУПOЛ", ["купол"]),
        ("Ｋｕｐｏｌ", ["kupol"]),
        ("", []),
        (" .-«»()", []),
        ("\ud800\udfff\x00", []),
        ("武汉高芯科技有限公司", ["武汉", "高芯", "科技", "有限公司"]),
        ("巨航航空科技（深圳）有限公司", ["巨航", "航空", "科技", "深圳", "有限公司"]),
        ("삼성전자주식회사", ["삼성", "전자", "주식회사"]),
        ("주식회사 삼성전자", ["주식회사", "삼성", "전자"]),
        ("株式会社トヨタ", ["株式会社", "トヨタ"]),
        ("北京DJI科技有限公司", ["北京", "dji", "科技", "有限公司"]),
    ],
)
def test_words_are_cut_where_a_reader_cuts(text, expected):
    """Letters spelled out are joined, glued forms cut, apostrophes understood."""
    assert _said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S.I.S. D.O.O.", ["sis", "doo"]),
        ("A.B.C. d.o.o.", ["abc", "doo"]),
        ("S.I.S. S.A.", ["sis", "sa"]),
        ("K U P O L  A O", ["kupol", "ao"]),
    ],
)
def test_spelled_letters_leave_the_legal_form_apart(text, expected):
    """A dotted legal form after a dotted name is a word of its own."""
    assert _said(text) == expected


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Koupol, Ijevsk", [(0, 6), (8, 14)]),
        ("SIS d.o.o.", [(0, 3), (4, 9)]),
        ("ku\u00adpol x", [(0, 6), (7, 8)]),
        ("😀 Купол 😀", [(2, 7)]),
        ("cafe\u0301 Kupol", [(0, 5), (6, 11)]),
        ("Ku\u0301pol", [(0, 6)]),
        ("a\u00a0Kupol\r\nb", [(0, 1), (2, 7), (9, 10)]),
        ("oﬃce Kupol", [(0, 4), (5, 10)]),
        ("d'Almaz", [(0, 1), (2, 7)]),
        ("SiemensAG", [(0, 7), (7, 9)]),
        ("Купол\u200b", [(0, 5)]),
        ("\u202eKupol\u202c", [(1, 6)]),
        ("北京DJI", [(0, 2), (2, 5)]),
    ],
)
def test_places_are_those_of_the_text_as_given(text, places):
    """Start and end count code points of the text before any repair."""
    assert [(word.start, word.end) for word in words(text)] == places


@given(any_text)
def test_words_lie_inside_the_text_in_order(text):
    """Spans are not empty, inside the text, ascending; forms that expand are shared."""
    start = end = 0
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert start <= word.start
        assert end <= word.end
        # Two words out of one compatibility form (½) share its place; others are apart.
        if word.start < end:
            assert len(unicodedata.normalize("NFKC", text[word.start])) > 1
        start, end = word.start, word.end


@given(any_text)
def test_a_word_is_what_stands_at_its_place(text):
    """The text at the span holds the word, once it is cleaned and folded."""
    for word in words(text):
        if not word.text.isascii():
            continue
        there = clean(text[word.start : word.end]).text.casefold()
        kept = "".join(char for char in there if char.isalnum())
        if word.raw.casefold().replace("'", "") == word.text and kept.isascii():
            assert word.text.replace("'", "") in kept or kept in word.text


@given(any_text)
def test_words_are_folded_and_have_a_script(text):
    """A word is not empty, in lower case, without blanks, and has a script."""
    for word in words(text):
        assert word.text
        assert not any(char.isspace() for char in word.text)
        assert word.text == word.text.casefold()
        assert len(word.script) == 4


@given(st.lists(st.sampled_from(["kupol", "almaz", "купол", "antey"]), max_size=6))
def test_separators_do_not_matter(found):
    """Blanks, dashes, commas and brackets between whole words give the same words."""
    for mark in (" ", "-", ", ", " / ", "\u00a0", "\n", ") (", " — "):
        assert _said(mark.join(found)) == found


@given(any_text)
def test_words_do_not_depend_on_who_asks(text):
    """A ``known`` that knows nothing changes no text without unspaced scripts."""
    if all(ord(char) < 0x0E00 for char in text):
        assert words(text, lambda _: False) == words(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ку\u0301пол", ["купол"]),
        ("مُحَمَّد", ["محمد"]),
        ("שָׁלוֹם", ["שלום"]),
        ("กรุงเทพ", ["กรุงเทพ"]),
        ("दिल्ली", ["दिल्ली"]),
        ("q\u0303rst", ["qrst"]),
        ("ｶﾞｽ", ["ガス"]),
        ("a\u0335b", ["ab"]),
    ],
)
def test_marks_do_not_cut_words(text, expected):
    """Stress, vowel points and the vowel signs of Indic and Thai stay in their word."""
    assert _said(text) == expected
    assert (words(text)[0].start, words(text)[0].end) == (0, len(text))


def test_every_mark_is_where_marks_are_looked_for():
    """A character that may continue a word is never overlooked as one."""
    overlooked = [
        char
        for char in map(chr, range(0x0300, _MARKS_END))
        if unicodedata.category(char) in {"Mn", "Mc"} and not _MAY_BE_MARKS.search(char)
    ]
    assert overlooked == []


@settings(deadline=None)
@given(st.one_of(any_text, st.text("aszßéİıžŉfiSAGКуполёѣүӿїd1", max_size=8)))
def test_a_run_is_read_as_any_text_is(text):
    """The short way for a run of letters gives what the long way gives."""
    for run in Block(text).runs:
        assert words_of_run(run) == words(run)
