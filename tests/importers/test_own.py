"""Lists of one's own: columns of any name, entries in TOML, and what is said of mistakes."""

from __future__ import annotations

import pytest

from crible.errors import ListRefused
from crible.importers import info, read
from crible.model import Entry

from .builders import workbook

WATCHLIST = """
title = "Mine"
publisher = "Me"
format = "table"

[columns]
name = "Party"
aliases = ["Also", "Local"]
kind = "Type"
countries = "Country"
identifiers = ["INN", "IMO No."]
birth_dates = "Born"

[defaults]
authority = "Board"
kind = "company"
"""
ROWS = [
    ("Party", "Also", "Local", "Type", "Country", "INN", "IMO No.", "Born"),
    ("Acme Trading", "Acme; ACM", "Акме", "", "Russia", "1831083343", "", ""),
    ("Example Star", "", "", "ship", "PA", "", "9074729", ""),
    ("Examplov, Ivan", "", "", "Person", "Afghan", "", "", 25570.0),
]


def _described(tmp_path, text=WATCHLIST):
    (tmp_path / "my-list.toml").write_text(text, encoding="utf-8")
    return info("my-list", tmp_path)


def _entries(path, described):
    return [item for item in read([path], described).items if isinstance(item, Entry)]


def test_a_table_and_a_spreadsheet_give_the_same_entries(tmp_path):
    """Kinds, countries and schemes are understood as people write them."""
    described = _described(tmp_path)
    table = tmp_path / "list.txt"
    lines = ["\t".join(map(str, row)) for row in ROWS]
    table.write_text(
        "\n".join(lines).replace("25570.0", "02/01/1970") + "\n", encoding="utf-8"
    )
    found = _entries(table, described)
    assert found == _entries(workbook(tmp_path / "list.xlsx", ROWS), described)
    acme, star, person = found
    assert [name.text for name in acme.names] == ["Acme Trading", "Acme", "ACM", "Акме"]
    assert (acme.kind, acme.countries) == ("company", ("ru",))
    assert [(one.scheme, one.value) for one in acme.identifiers] == [
        ("inn", "1831083343")
    ]
    assert [one.authority for one in acme.designations] == ["Board"]
    assert (star.kind, star.countries) == ("vessel", ("pa",))
    assert [one.scheme for one in star.identifiers] == ["imo"]
    assert (person.kind, person.countries) == ("person", ("af",))
    assert person.dates == (("birth", "1970-01-02"),)
    assert [name.text for name in person.names] == ["Examplov, Ivan", "Ivan Examplov"]


def test_windows_files_are_read_as_windows_wrote_them(tmp_path):
    """Semicolons and Windows-1252, as spreadsheets export."""
    path = tmp_path / "list.csv"
    rows = [
        ";".join(map(str, row))
        for row in (ROWS[0], ("Société Générique – Été", *[""] * 7))
    ]
    path.write_bytes("\r\n".join([*rows, ""]).encode("cp1252"))
    assert [one.names[0].text for one in _entries(path, _described(tmp_path))] == [
        "Société Générique – Été"
    ]


def test_without_ids_the_name_makes_the_number(tmp_path):
    """It stays the same from file to file, and rows with one name are one entry."""
    described = _described(tmp_path)
    path = tmp_path / "list.csv"
    head = ",".join(map(str, ROWS[0]))
    path.write_text(f"{head}\nB{',' * 7}\nA{',' * 7}\n", encoding="utf-8")
    first = {one.caption: one.id for one in _entries(path, described)}
    rows = f"{head}\nA,Alpha{',' * 6}\nC{',' * 7}\nA,Aleph{',' * 6}\n{',' * 7}x\n"
    path.write_text(rows.replace(",x", ",1970"), encoding="utf-8")
    items = list(read([path], described).items)
    entries = {one.caption: one for one in items if isinstance(one, Entry)}
    assert entries["A"].id == first["A"]
    assert [name.text for name in entries["A"].names] == ["A", "Alpha", "Aleph"]
    assert [one.where for one in items if not isinstance(one, Entry)] == [
        "list.csv: line 5"
    ]


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        (
            WATCHLIST.replace('name = "Party"', ""),
            "which column holds the names",
            "columns",
        ),
        (WATCHLIST.replace("aliases =", "alias ="), "'alias' is not a key", "columns"),
        (
            WATCHLIST.replace("authority", "remarks"),
            "'remarks' is not a key",
            "defaults",
        ),
        (WATCHLIST.replace('"Party"', "3"), "'name' is not an array", "columns"),
        (
            WATCHLIST.replace('"Party"', '"Name"'),
            "names the columns 'Name'",
            "list.csv",
        ),
    ],
    ids=["no name", "misspelt role", "no default", "number", "column not there"],
)
def test_a_mistake_in_the_description_is_told(tmp_path, text, message, where):
    """With file and key, or with the column that the table lacks."""
    path = tmp_path / "list.csv"
    path.write_text(",".join(map(str, ROWS[0])) + "\nA,,,,,,,\n", encoding="utf-8")
    with pytest.raises(ListRefused, match=message) as caught:
        read([path], _described(tmp_path, text))
    assert where in caught.value.where


def test_entries_in_toml(tmp_path):
    """The example of the documentation, and one mistake of each sort."""
    described = _described(
        tmp_path, 'title = "Mine"\npublisher = "Me"\nformat = "crible-entries"\n'
    )
    path = tmp_path / "list.toml"
    path.write_text(
        """
published = 2026-01-02
[[entries]]
id = "acme"
names = ["Acme Trading LLC", { text = "Acme", quality = "weak" }]
designations = [{ authority = "Board", listed_on = 2022-12-16 }]
relations = [{ type = "owns", target = "my-list:b", percent = 51 }]
[[entries]]
id = "b"
kind = "king"
names = ["B Ltd"]
[[entries]]
id = "c"
names = ["C Ltd"]
countries = ["xx"]
[[entries]]
id = "d"
names = ["D Ltd"]
relations = [{ type = "owns", target = "a", percent = 101 }]
[[entries]]
names = ["E Ltd"]
""",
        encoding="utf-8",
    )
    found = read([path], described)
    entry, *rejects = found.items
    assert str(found.published) == "2026-01-02"
    assert isinstance(entry, Entry)
    assert [name.quality for name in entry.names] == ["strong", "weak"]
    assert entry.designations[0].listed_on
    assert [reject.where for reject in rejects] == [
        "list.toml: entry 2",
        "list.toml: entry 3",
        "list.toml: entry 4: relations 1",
        "list.toml: entry 5",
    ]
    assert ["'kind'" in rejects[0].reason, "'xx'" in rejects[1].reason] == [True, True]
    assert ["above 100" in rejects[2].reason, "'id'" in rejects[3].reason] == [
        True,
        True,
    ]
