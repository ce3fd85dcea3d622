"""Whatever is done to a file, a reader gives entries, rejects or one refusal.

Seeded mutations of the fixtures of every format: cut off, bytes changed, pieces put in
or taken out, packed and damaged after packing.
"""

from __future__ import annotations

import gzip
import lzma
import random
import shutil

import pytest

from crible.errors import ListRefused
from crible.importers import read
from crible.model import Entry, Reject

from .readings import FORMATS, described, files, parsed

FOLDERS = sorted(FORMATS.iterdir())
ROUNDS = 60
PIECES = [
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\x1a",
    b"\0",
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"]]>",
    b"<!--",
    b"<![CDATA[",
    b"</",
    b"(",
    b"))",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe2\x80\x8f",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"{",
    b"[" * 50,
    b"null",
    b"1e999",
    b"9" * 5_000,
    b"0000-00-00",
    b"00/00/1970",
    b"circa 1965",
    b"A" * 2_000,
    "é".encode("cp1252"),
]
each_format = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)


def _copied(folder, tmp_path):
    return [
        shutil.copy(path, tmp_path / f"{number}-{path.name}")
        for number, path in enumerate(files(folder))
    ]


def _mutated(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        length = chance.choice([0, 0, 1, 5, 40])
        junk = chance.choice([*PIECES, b"", bytes(chance.randbytes(8))])
        data[place : place + length] = junk
    return bytes(data)


def _must_be_sound(paths, format_):
    """Reads to the end; every item is one that the store can take."""
    try:
        items = list(read(paths, described(format_)).items)
    except ListRefused as refusal:
        return None if refusal.where and refusal.hint else [refusal]
    ids = set()
    for item in items:
        if isinstance(item, Entry):
            assert item.names
            assert item.names[0].type == "primary"
            assert all(name.text.strip() == name.text != "" for name in item.names)
            assert item.id not in ids
            ids.add(item.id)
            repr(item).encode()
        else:
            assert isinstance(item, Reject)
            assert item.where
            assert item.reason
            assert len(item.excerpt) <= 200
            item.excerpt.encode()
    return items


@each_format
def test_mutated(folder, tmp_path):
    """No mutation does anything but lose entries."""
    chance = random.Random(folder.name)
    paths = _copied(folder, tmp_path)
    intact = {path: path.read_bytes() for path in paths}
    for _ in range(ROUNDS):
        path = chance.choice(paths)
        path.write_bytes(_mutated(intact[path], chance))
        _must_be_sound(paths, folder.name)
        path.write_bytes(intact[path])


@each_format
def test_packed_and_damaged(folder, tmp_path):
    """Packed files are read; damaged ones are refused, never read in part."""
    chance = random.Random(folder.name)
    paths = _copied(folder, tmp_path)
    if folder.name == "crible-entries":
        pytest.skip("written by hand, never packed")
    for pack, suffix in ((gzip.compress, ".gz"), (lzma.compress, ".xz")):
        packed = []
        for path in paths:
            packed.append(path.with_name(path.name + suffix))
            packed[-1].write_bytes(pack(path.read_bytes()))
        assert _must_be_sound(packed, folder.name)
        whole = packed[0].read_bytes()
        for _ in range(5):
            packed[0].write_bytes(whole[: chance.randrange(len(whole))])
            with pytest.raises(ListRefused):
                list(read(packed, described(folder.name)).items)


@each_format
def test_cut_off_anywhere(folder, tmp_path):
    """A file cut off is refused, or what is left of it is entries of the whole file.

    A table cut between two rows cannot be told from a shorter one; XML and JSON can.
    """
    paths = _copied(folder, tmp_path)
    path = max(paths, key=lambda one: one.stat().st_size)
    content = path.read_bytes()
    ids = {entry["id"] for entry in parsed(paths, folder.name)["entries"]}
    whole = folder.name.endswith(("-xml", "-json", "-entries"))
    steps = [*range(0, len(content), max(len(content) // 150, 1))]
    for end in [*steps, *range(len(content) - 12, len(content) - 1)]:
        path.write_bytes(content[:end])
        items = _must_be_sound(paths, folder.name)
        if items is None:
            continue
        assert not whole or not content[end:].strip()
        # The last row may have lost the end of its number.
        found = {item.id for item in items if isinstance(item, Entry)}
        assert len(found - ids) <= 1


@each_format
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"\xef\xbb\xbf",
        b"<!DOCTYPE html>\n<html><body>Service unavailable</body></html>",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"PK\x03\x04rest of an archive",
        b"%PDF-1.7 \xe2\xe3\xcf\xd3",
        b"a,b,c\n1,2,3\n",
        b'{"a": 1}',
        "ÿþ in another encoding, as a page".encode("utf-16"),
        b"\0" * 100,
    ],
    ids="empty blank mark html doctype zip pdf csv json utf-16 nul".split(),
)
def test_something_else(folder, tmp_path, content):
    """Each format refuses what is no file of it, and says where and what to do."""
    paths = _copied(folder, tmp_path)
    for path in paths:
        path.write_bytes(content)
    with pytest.raises(ListRefused) as caught:
        list(read(paths, described(folder.name)).items)
    assert caught.value.where
    assert caught.value.hint


@each_format
def test_a_missing_file_is_named(folder, tmp_path):
    """So is a folder that holds none, and so is nothing at all."""
    info = described(folder.name)
    for paths in ([tmp_path / "none.xml"], [tmp_path], []):
        with pytest.raises(ListRefused) as caught:
            list(read(paths, info).items)
        assert caught.value.where
        assert caught.value.hint


def test_many_lost_entries_refuse_the_file(tmp_path):
    """A few are rejects; a tenth of a list is no list."""
    rows = ["<record><EntityOrShip>Example %d</EntityOrShip><Item>%d</Item></record>"]
    good = [rows[0] % (number, number) for number in range(60)]
    path = tmp_path / "sema.xml"
    for lost, refused in ((5, False), (6, False), (7, True)):
        bad = [
            f"<record><Item>{number}</Item></record>"
            for number in range(100, 100 + lost)
        ]
        path.write_text(f"<data-set>{''.join(good + bad)}</data-set>", encoding="utf-8")
        stream = read([path], described("ca-sema-xml")).items
        if refused:
            with pytest.raises(ListRefused, match="7 of 67 entries are damaged"):
                list(stream)
        else:
            assert sum(isinstance(item, Reject) for item in stream) == lost


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("A" * 2_000, "more than 1,000 characters"),
        ("\u200f\u200e", "neither letter nor digit"),
        ("-- ", "neither letter nor digit"),
    ],
    ids=["long", "marks", "dashes"],
)
def test_a_name_that_is_none_is_told(tmp_path, name, reason):
    """As an alias it costs itself, as the only name the entry."""
    path = tmp_path / "sema.xml"
    record = "<record><EntityOrShip>%s</EntityOrShip><Aliases>%s</Aliases><Item>%d</Item></record>"
    rows = record % ("Example", name, 1) + record % (name, "", 2)
    path.write_text(f"<data-set>{rows}</data-set>", encoding="utf-8")
    found = parsed([path], "ca-sema-xml")
    assert [entry["names"] for entry in found["entries"]] == [
        [{"text": "Example", "type": "primary"}]
    ]
    assert [reject["where"] for reject in found["rejects"]] == ["sema.xml: line 1"] * 2
    assert all(reason in reject["reason"] for reject in found["rejects"])


def test_a_name_with_control_characters_is_repaired(tmp_path):
    """What Windows-1252 left behind becomes what was meant; the rest goes."""
    path = tmp_path / "targets.simple.csv"
    head = "id,schema,name,aliases,countries,identifiers,sanctions"
    path.write_text(
        f"{head}\n1,Company,Int\x92l\x07 Example\x81,,,,\n", encoding="utf-8"
    )
    found = parsed([path], "opensanctions-csv")
    assert found["entries"][0]["names"] == [
        {"text": "Int’l Example", "type": "primary"}
    ]
