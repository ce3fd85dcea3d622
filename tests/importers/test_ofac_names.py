"""Names of OFAC entries: order, type, kind of bearer, and who is linked to whom."""

from __future__ import annotations

import pytest

from crible.importers.names import collect, spoken_order
from crible.importers.ofac.directory import Directory
from crible.importers.ofac.kinds import kind
from crible.model import Name


@pytest.mark.parametrize(
    ("published", "spoken"),
    [
        ("ABBAS, Abu", "Abu ABBAS"),
        ("AL ZAWAHIRI, Dr. Ayman", "Dr. Ayman AL ZAWAHIRI"),
        ("DELOS REYES, Feliciano Semborio, Jr.", "Feliciano Semborio DELOS REYES Jr."),
        ("EXAMPLE, John, III", "John EXAMPLE III"),
        ("AL-WARD, 'Abd", "'Abd AL-WARD"),
        ("MADONNA", None),
        ("COMMA,", None),
        (",", None),
    ],
)
def test_spoken_order(published, spoken):
    """First names come first; a suffix stays last; without a comma nothing changes."""
    assert spoken_order(published) == spoken


def test_a_persons_names_come_in_both_orders():
    """The order made by rule says so, and is as weak as the name it was made of."""
    names = collect(
        "person", [Name("A, B", "primary"), Name("C, D", "alias", "weak"), Name("NICK")]
    )
    assert [name.text for name in names] == ["A, B", "C, D", "NICK", "B A", "D C"]
    assert [(name.type, name.quality, name.origin) for name in names[3:]] == [
        ("alias", "strong", "generated"),
        ("alias", "weak", "generated"),
    ]


def test_a_company_with_a_comma_is_not_turned_round():
    """``TSK VEKTOR, OOO`` is in order already."""
    assert [name.text for name in collect("company", [Name("TSK VEKTOR, OOO")])] == [
        "TSK VEKTOR, OOO"
    ]


def test_a_name_published_weak_and_strong_is_strong_once():
    """Duplicates are merged in favour of the stronger."""
    names = collect("company", [Name("A B", "alias", "weak"), Name("A B")])
    assert names == (Name("A B"),)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("BNC", "acronym"),
        ("BDNC", "acronym"),
        ("NBC", "alias"),
        ("Bnc", "alias"),
        ("BAN", "alias"),
    ],
)
def test_an_alias_of_initials_is_an_acronym(text, type_):
    """Capitals that stand for the words of another name, in their order."""
    names = collect("company", [Name("BANCO DE NACIONAL CUBA", "primary"), Name(text)])
    assert names[1].type == type_


@pytest.mark.parametrize(
    ("type_", "name", "programmes", "remarks", "expected"),
    [
        ("individual", "ABBAS, Abu", "SDGT", "", "person"),
        ("vessel", "EBANO", "CUBA", "", "vessel"),
        ("aircraft", "EP-GOM", "SDGT", "", "aircraft"),
        ("", "AEROCARIBBEAN AIRLINES", "CUBA", "", "company"),
        ("", "MINISTRY OF DEFENSE", "SYRIA", "", "organization"),
        ("", "EXAMPLE RELIEF FOUNDATION", "SDGT", "", "organization"),
        ("", "JOINT STOCK COMPANY RESEARCH INSTITUTE", "X", "", "company"),
        ("", "INSTITUTE OF EXAMPLES", "X", "", "organization"),
        ("", "INTERNET RESEARCH AGENCY LLC", "X", "", "company"),
        ("", "SHINING EXAMPLE", "FTO] [SDGT", "", "organization"),
        ("", "EXAMPLE HOLDING", "X", "Target Type Government Entity", "organization"),
        ("", "EXAMPLE HOLDING", "X", "Target Type State-Owned Enterprise", "company"),
        ("", "GUARDSMAN SHIPPING", "X", "", "company"),
    ],
)
def test_kind(type_, name, programmes, remarks, expected):
    """The type tells; else what clearly is no business is an organization."""
    assert kind(type_, name, programmes, remarks) == expected


def test_links_resolve_only_without_doubt():
    """A primary name wins over an alternate one; a shared name leads nowhere."""
    directory = Directory()
    directory.add_primary("ALPHA CO., LTD.", "1")
    directory.add_primary("TWIN", "2")
    directory.add_primary("TWIN", "3")
    directory.add_alternates(
        [("Alpha  Co., Ltd", "9"), ("OTHER", "4"), ("SHARED", "5"), ("SHARED", "6")]
    )
    found = {
        name: directory.number(name)
        for name in ("ALPHA CO., LTD", "Other.", "TWIN", "SHARED", "NOBODY")
    }
    assert found == {
        "ALPHA CO., LTD": "1",
        "Other.": "4",
        "TWIN": None,
        "SHARED": None,
        "NOBODY": None,
    }
