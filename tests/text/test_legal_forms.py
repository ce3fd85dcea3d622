"""Legal forms in any script, spelling and place."""

from __future__ import annotations

import pytest

from crible.text import legal_forms
from crible.text.tokens import parse


def _rest(text):
    return [token.text for token in parse(text).tokens if token.role != "legal"]


@pytest.mark.parametrize(
    ("text", "rest", "form"),
    [
        ("SIS DOO", ["sis"], "limited"),
        ("SIS d.o.o.", ["sis"], "limited"),
        ("S.I.S. D.O.O.", ["sis"], "limited"),
        ("sis d. o. o.", ["sis"], "limited"),
        ("DOO SIS", ["sis"], "limited"),
        ("OOO Vektor", ["vektor"], "limited"),
        ("Vektor OOO", ["vektor"], "limited"),
        ("O.O.O. Vektor", ["vektor"], "limited"),
        ("ООО «Вектор»", ["вектор"], "limited"),
        ("OOO Вектор", ["вектор"], "limited"),
        ("Vektor LLC", ["vektor"], "limited"),
        ("Vektor, L.L.C.", ["vektor"], "limited"),
        ("Limited Liability Company Vektor", ["vektor"], "limited"),
        ("Obshchestvo s ogranichennoy otvetstvennostyu Vektor", ["vektor"], "limited"),
        ("Общество с ограниченной ответственностью «Вектор»", ["вектор"], "limited"),
        ("ТОВ Вектор", ["вектор"], "limited"),
        ("Vektor Co., Ltd.", ["vektor"], "limited"),
        ("Vektor CO LTD", ["vektor"], "limited"),
        ("Vektor Pte. Ltd.", ["vektor"], "limited"),
        ("Vektor GmbH", ["vektor"], "limited"),
        ("Vektor S.r.l.", ["vektor"], "limited"),
        ("Vektor Sp. z o.o.", ["vektor"], "limited"),
        ("Vektor Ltd. Şti.", ["vektor"], "limited"),
        ("AO Kupol", ["kupol"], "joint-stock"),
        ("АО «Купол»", ["купол"], "joint-stock"),
        ("JSC Kupol", ["kupol"], "joint-stock"),
        ("Joint-Stock Company Kupol", ["kupol"], "joint-stock"),
        ("Акционерное общество «Купол»", ["купол"], "joint-stock"),
        ("Kupol S.A.", ["kupol"], "joint-stock"),
        ("Kupol AG", ["kupol"], "joint-stock"),
        ("SiemensAG", ["siemens"], "joint-stock"),
        ("Kupol A.Ş.", ["kupol"], "joint-stock"),
        ("Kupol S.p.A.", ["kupol"], "joint-stock"),
        ("PJSC Kupol", ["kupol"], "public-joint-stock"),
        ("ПАО Купол", ["купол"], "public-joint-stock"),
        ("FGUP Granit", ["granit"], "state"),
        ("ФГУП «Гранит»", ["гранит"], "state"),
        ("Müller GmbH & Co. KG", ["müller"], "partnership"),
        ("Mueller GmbH und Co. KG", ["mueller"], "partnership"),
        ("주식회사 한화", ["한화"], "joint-stock"),
        ("한화주식회사", ["한화"], "joint-stock"),
        ("(주)한화", ["한화"], "joint-stock"),
        ("㈜한화", ["한화"], "joint-stock"),
        ("株式会社トヨタ", ["トヨタ"], "joint-stock"),
        ("トヨタ株式会社", ["トヨタ"], "joint-stock"),
        ("有限会社山田", ["山田"], "limited"),
        ("高芯有限公司", ["高芯"], "limited"),
        ("高芯有限责任公司", ["高芯"], "limited"),
        ("高芯股份有限公司", ["高芯"], "joint-stock"),
        ("شركة الفجر", ["الفجر"], "company"),
    ],
)
def test_a_legal_form_is_no_part_of_the_name(text, rest, form):
    """The form is found in any script and place, and put into its class."""
    assert _rest(text) == rest
    assert form in parse(text).legal


@pytest.mark.parametrize(
    "text",
    [
        "Bank As Sudan",
        "Casa Ag Norte",
        "Orient Se Lines",
        "Kupol",
        "Coopol",
        "Sagem",
        "Limitless",
        "Agora",
        "Cooper",
        "Incline",
    ],
)
def test_letters_that_happen_to_be_a_form_stay_words(text):
    """Short forms inside a name, and words that begin with one, are no forms."""
    assert parse(text).legal == ()


@pytest.mark.parametrize("text", ["Co", "OOO", "Ltd", "JSC", "Company Limited", "АО"])
def test_a_name_of_forms_alone_is_that_name(text):
    """A company may be called by its form: then nothing is taken off."""
    assert _rest(text)
    assert parse(text).legal == ()


def test_forms_do_not_overlap():
    """Each word belongs to one form, the longest from the left."""
    found = ("gmbh", "&", "co", "kg", "limited", "liability", "company")
    keys = tuple(legal_forms.word_key(word, "Latn") for word in found)
    last = 0
    for start, end, _form in legal_forms.find(keys):
        assert start >= last
        last = end
    assert last == len(keys)


@pytest.mark.parametrize(
    "text",
    [
        "JP Morgan",
        pytest.param(
            "AT&T Inc",
            marks=pytest.mark.xfail(reason="AT is a form in Ukraine", strict=True),
        ),
        "AS Tallink",
    ],
)
def test_a_two_letter_form_at_the_head_keeps_the_brand(text):
    """What is left after taking forms off still names somebody."""
    kept = [token for token in parse(text).tokens if token.role == "distinctive"]
    assert any(token.text in {"jp", "at", "tallink"} for token in kept)
