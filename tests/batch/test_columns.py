"""Columns: known by their heading, or told; doubts are refused."""

from __future__ import annotations

import pytest

from crible.batch.columns import (
    _plain,
    _tables,
    country_of,
    kind_of,
    knows_name,
    recognise,
    seems_header,
)
from crible.batch.dialects import SINGLE, announced, sniff
from crible.errors import UsageError
from crible.model import KINDS


@pytest.mark.parametrize(
    "heading",
    [
        "Name",
        "COMPANY_NAME",
        "Counterparty",
        "Raison sociale",
        "Dénomination  sociale",
        "Firma",
        "Razón social",
        "RAZON SOCIAL",
        "Ragione Sociale",
        "Razão Social",
        "Nazwa firmy",
        "Наименование",
        "название компании",
        "公司名称",
        "公司名稱",
        "会社名",
        "회사명",
        "اسم الشركة",
        "Company name (as registered)",
        "公司名称（中文）",
    ],
)
def test_headings_of_names_are_known(heading):
    """A heading that means a name is known in many languages and spellings."""
    assert knows_name([heading])


@pytest.mark.parametrize("heading", ["", "note", "amount", "Almaz-Antey", "IBAN"])
def test_other_headings_are_not_taken_for_names(heading):
    """What is not in the table is not guessed at."""
    assert not knows_name([heading])


def test_no_heading_stands_in_two_roles():
    """A heading in two roles would make its meaning a matter of order."""
    table = _tables()
    seen = {}
    for group in ("roles", "identifiers"):
        for role, texts in table[group].items():
            for text in texts:
                assert seen.setdefault(_plain(text), role) == role, text


@pytest.mark.parametrize("group", ["kinds", "countries"])
def test_no_word_means_two_things(group):
    """A word for a kind or a country means one of them."""
    seen = {}
    for meaning, texts in _tables()[group].items():
        for text in texts:
            assert seen.setdefault(_plain(text), meaning) == meaning, text


def test_kinds_of_the_table_are_kinds_of_the_model():
    """The table speaks the words of the model."""
    assert set(_tables()["kinds"]) <= set(KINDS)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("RU", "ru"),
        ("rus", "ru"),
        ("Россия", "ru"),
        ("Russian Federation", "ru"),
        ("Deutschland", "de"),
        ("UK", "gb"),
        ("United Kingdom", "gb"),
        ("Royaume-Uni", "gb"),
        ("中国", "cn"),
        ("Korea, South", "kr"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_countries_are_understood(cell, code):
    """Codes and names in several languages give the code of the country."""
    assert country_of(cell) == code


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Company", "company"),
        ("юр.лицо", None),
        ("Юридическое лицо", "company"),
        ("Individual", "person"),
        ("navire", "vessel"),
        ("个人", "person"),
        ("whatever", None),
    ],
)
def test_kinds_are_understood(cell, kind):
    """Words for kinds in several languages; others are left open."""
    assert kind_of(cell) == kind


def test_every_column_for_names_is_taken():
    """All of them are screened; the likeliest is the counterparty's, and that is said."""
    found = recognise(["company", "client name", "id"])
    assert [column.heading for column in found.of("name")] == ["client name", "company"]
    assert "'company'" in found.notes[0]


def test_earlier_heading_of_a_single_role_wins_and_is_said():
    """Of two possible references the likelier is taken, with a note."""
    found = recognise(["name", "code", "reference"])
    assert [column.heading for column in found.of("reference")] == ["reference"]
    assert "'code'" in found.notes[0]


def test_told_columns_for_names_keep_the_order_they_were_told_in():
    """The first column that is told for names is the counterparty's."""
    found = recognise(["a", "b", "c"], [("name", "c"), ("name", "a")])
    assert [column.heading for column in found.of("name")] == ["c", "a"]


def test_told_columns_go_before_the_table():
    """What the caller says of a role is the last word on it."""
    found = recognise(
        ["name", "Firm", "ИНН", "code"], [("name", "Firm"), ("identifier:lei", "#4")]
    )
    assert [str(column) for column in found.used] == [
        "name = Firm",
        "identifier:lei = code",
    ]


def test_identifier_columns_carry_their_scheme():
    """Several identifier columns stand side by side, each with its scheme."""
    found = recognise(["Name", "ИНН", "ОГРН", "IMO No."])
    assert [column.scheme for column in found.of("identifier")] == [
        "inn",
        "ogrn",
        "imo",
    ]


def test_told_heading_that_stands_twice_is_refused():
    """A heading that two columns have does not say which."""
    with pytest.raises(UsageError, match="Several columns"):
        recognise(["Firm", "Firm"], [("name", "Firm")])


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        (["name", "country"], True),
        (["Наименование", "Страна"], True),
        (["Firma", ""], False),
        (["Almaz-Antey", "RU"], False),
        (["Company", "RU"], False),
        (["", ""], False),
    ],
)
def test_second_header_is_known(cells, answer):
    """The headings again, in whatever language, are no row; a lone word may be a name."""
    assert seems_header(cells, ["name", "country"]) is answer


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["name,country", "A,B"], ","),
        (["name;country", "A, B and C, Inc.;GB"], ";"),
        (["name\tnote", "A\tone, two; three"], "\t"),
        (["id|name", "1|A"], "|"),
        (["name", "Acme, Inc.", "Other; Ltd"], SINGLE),
        (["x;y;company, legal", "1;2;A"], ";"),
        ([], SINGLE),
    ],
)
def test_delimiter_is_the_one_that_makes_a_table(lines, delimiter):
    """Commas inside names do not win over the delimiter of the header."""
    assert sniff([f"{line}\n" for line in lines]) == delimiter


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [("sep=;\r\n", ";"), ('"sep=|"\n', "|"), ("separate\n", ""), ("name;sep=;\n", "")],
)
def test_announced_delimiter(line, delimiter):
    """Excel's own first line is understood and nothing else is taken for it."""
    assert announced(line) == delimiter
