"""Names that stand together in one field are stored apart too, marked as generated."""

from __future__ import annotations

import pytest

from crible.importers.parts import parts
from crible.model import Name

APART = {
    "Sergei AKSENOV (Сергей АКСЁНОВ)": ["Sergei AKSENOV", "Сергей АКСЁНОВ"],
    "Samer AL-DIBIS سامر الدبس": ["Samer AL-DIBIS", "سامر الدبس"],
    "Fawaz GERGES – فواز جرجس": ["Fawaz GERGES", "فواز جرجس"],
    "Dmitry KULIKOV (Russian:Дмитрий КУЛИКОВ)": ["Dmitry KULIKOV", "Дмитрий КУЛИКОВ"],
    "Alpha Example (Beta Example; Gamma Example)": [
        "Alpha Example",
        "Beta Example",
        "Gamma Example",
    ],
    "Alpha Works a.k.a. Beta Works": ["Alpha Works", "Beta Works"],
    "BUTEMBO AIR LINES (BAL)": ["BUTEMBO AIR LINES", "BAL"],
    "AO Alphatech, JSC Betatech": ["AO Alphatech", "JSC Betatech"],
    "Htoo Wood, Htoo Wood Products, Htoo Industry": [
        "Htoo Wood",
        "Htoo Wood Products",
        "Htoo Industry",
    ],
}
WHOLE = [
    "OOO ТСК ВЕКТОР",
    "ООО ТСК Вектор",
    "Alpha Trading Co., Ltd.",
    "Alpha Trading, JSC",
    "БАНК, ПАО",
    "Примерный завод, АО",
    "Алматы Пример, ТОО",
    "–, AO Alphatech",
    "ロシア連邦航空",
    "Ministry of Education, Science and Youth",
    "Министерство образования, науки",
    "Организация ‘Приборы, Сервис, Торговля’",
    "Aid Organisation of the Ulema, Pakistan",
    "Example Company (XYZ)",
    "Plant No. 5; Workshop 7",
    "",
    ",",
    "(;)",
]


@pytest.mark.parametrize(("text", "expected"), APART.items(), ids=APART)
def test_apart(text, expected):
    """Each part is a name, with its own script."""
    found = list(parts(Name(text), "company", lists=True))
    assert [name.text for name in found] == expected
    assert {name.origin for name in found} == {"generated"}
    for name in found:
        assert (name.type == "native") == (name.script != "Latn")


@pytest.mark.parametrize("text", WHOLE)
def test_whole(text):
    """A legal form, an enumeration, a comma inside quotation marks part nothing."""
    assert list(parts(Name(text), "company", lists=True)) == []


def test_commas_part_aliases_of_publishers_who_list_them():
    """Elsewhere, in primary names and in persons' names they mean something else."""
    text = "AO Alphatech, JSC Betatech"
    assert not list(parts(Name(text), "company"))
    assert not list(parts(Name(text, "primary"), "company", lists=True))
    assert not list(parts(Name("EXAMPLOV, Ivan"), "person", lists=True))


def test_a_part_is_as_weak_and_as_former_as_the_whole():
    """Quality and type come from the name it was part of."""
    found = list(parts(Name("Alpha Works; Beta Works", "former", "weak"), "company"))
    assert {(name.type, name.quality) for name in found} == {("former", "weak")}
