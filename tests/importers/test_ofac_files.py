"""OFAC's files: which is which, what lies beside, what is refused or rejected."""

from __future__ import annotations

import gzip
import lzma

import pytest

from crible.errors import ListRefused
from crible.importers import read
from crible.model import Entry, ListInfo, Reject

from .builders import NULL, OFAC, add_row, alt_row, sdn_row, table, written

CONS = ListInfo("ofac-cons", "Consolidated", "OFAC", format="ofac-csv")


def _read(*paths, info=OFAC):
    parsed = read(paths, info)
    items = list(parsed.items)
    entries = [item for item in items if isinstance(item, Entry)]
    return parsed, entries, [item for item in items if isinstance(item, Reject)]


@pytest.mark.parametrize(
    ("names", "primary"),
    [
        (("sdn.csv", "alt.csv", "add.csv"), "sdn.csv"),
        (("SDN.CSV", "ALT.CSV", "ADD.CSV"), "SDN.CSV"),
        (("sdn.csv.xz", "alt.csv.gz", "add.csv"), "sdn.csv.xz"),
        (("cons_prim.csv", "cons_alt.csv", "cons_add.csv"), "cons_prim.csv"),
        (("2024_sdn.csv", "2024_alt.csv", "2024_add.csv"), "2024_sdn.csv"),
    ],
)
def test_siblings_are_found_beside_the_primary_file(tmp_path, names, primary):
    """Naming the primary file is enough, in any case and packing."""
    packs = {"gz": gzip.compress, "xz": lzma.compress}
    contents = (table(sdn_row()), table(alt_row()), table(add_row()))
    for name, content in zip(names, contents, strict=True):
        pack = packs.get(name.rsplit(".", 1)[1], bytes)
        (tmp_path / name).write_bytes(pack(content))
    parsed, (entry,), rejects = _read(tmp_path / primary)
    assert [name.text for name in entry.names] == ["EXAMPLE", "SAMPLE"]
    assert entry.countries == ("ru",)
    assert parsed.source == ", ".join(names)
    assert (parsed.notes, rejects) == ((), [])


def test_files_with_other_names_are_told_apart_by_shape(tmp_path):
    """Order and names do not matter when all files are named."""
    written(tmp_path, x=table(add_row()), y=table(sdn_row()), z=table(alt_row()))
    parsed, (entry,), _ = _read(*(tmp_path / f"{name}.csv" for name in "xyz"))
    assert parsed.source == "y.csv, z.csv, x.csv"
    assert len(entry.names) == 2


def test_the_hash_is_independent_of_the_order_given(tmp_path):
    """The same three files are the same list."""
    written(tmp_path, x=table(add_row()), y=table(sdn_row()), z=table(alt_row()))
    paths = [tmp_path / f"{name}.csv" for name in "xyz"]
    assert _read(*paths)[0].sha256 == _read(*reversed(paths))[0].sha256


def test_a_folder_is_read_for_the_list_that_is_asked_for(tmp_path):
    """SDN and consolidated files may lie side by side."""
    written(
        tmp_path,
        sdn=table(sdn_row(name="S")),
        cons_prim=table(sdn_row(name="C")),
        alt=table(alt_row()),
        cons_alt=table(alt_row(name="CONS ALIAS")),
    )
    assert [name.text for name in _read(tmp_path)[1][0].names] == ["S", "SAMPLE"]
    names = _read(tmp_path, info=CONS)[1][0].names
    assert [name.text for name in names] == ["C", "CONS ALIAS"]


def test_missing_siblings_are_noted(tmp_path):
    """A list without its aliases says so."""
    written(tmp_path, sdn=table(sdn_row()))
    parsed, entries, _ = _read(tmp_path / "sdn.csv")
    assert len(entries) == 1
    assert [note.split("(")[1].split(")")[0] for note in parsed.notes] == [
        "alt.csv",
        "add.csv",
    ]


def test_a_sibling_of_another_shape_is_left_alone(tmp_path):
    """A stray alt.csv of other content is not taken for the aliases."""
    written(tmp_path, sdn=table(sdn_row()), alt=table(sdn_row(2)))
    parsed, entries, _ = _read(tmp_path / "sdn.csv")
    assert len(entries) == 1
    assert any("alt.csv" in note for note in parsed.notes)


def test_comments_continue_a_cut_remark(tmp_path):
    """What did not fit into the remark is joined to it without a gap."""
    head = ("x" * 970 + "; a.k.a. 'ALIAS CUT SHORT").ljust(1000, "-")[:1000]
    written(
        tmp_path,
        sdn=table(sdn_row(remarks=head)),
        sdn_comments=table('1,"LONG\'; Tax ID No. 1831083343 (Russia)."'),
    )
    _, (entry,), _ = _read(tmp_path / "sdn.csv")
    assert entry.names[1].text.endswith("LONG")
    assert [number.scheme for number in entry.identifiers] == ["inn"]


REFUSED = {
    "no file": ({}, "no such file"),
    "eleven columns": ({"sdn": b'1,"a",b,c,d,e,f,g,h,i,j\n'}, "11 columns"),
    "another csv": ({"sdn": b"name;country\nx;y\n"}, "1 columns"),
    "only end mark": ({"sdn": b"\x1a"}, "0 columns"),
    "names only of aliases": ({"sdn": table(alt_row())}, "primary names"),
    "cut in a row": ({"sdn": table(sdn_row(1), sdn_row(2))[:-60]}, "breaks off"),
    "cut in a number": (
        {"sdn": table(*map(sdn_row, range(9)))[:-1] + b"77"},
        "breaks off",
    ),
    "cut alias file": (
        {"sdn": table(sdn_row()), "alt": table(alt_row(), alt_row())[:-14]},
        "breaks off",
    ),
    "every second row ragged": (
        {"sdn": table(*[sdn_row(n) if n % 3 else "1,2" for n in range(1, 60)])},
        "rows are damaged",
    ),
    "binary": ({"sdn": bytes(range(1, 256)) * 9}, "not UTF-8"),
}


@pytest.mark.parametrize(("files", "message"), REFUSED.values(), ids=REFUSED)
def test_a_file_wrong_as_a_whole_is_refused(tmp_path, files, message):
    """The refusal comes before the first entry, and says where and what to do."""
    written(tmp_path, **files)
    with pytest.raises(ListRefused, match=message) as caught:
        read([tmp_path / "sdn.csv"], OFAC)
    assert caught.value.where
    assert caught.value.hint


def test_a_folder_without_the_files_is_refused(tmp_path):
    """So is no file at all, and two of one kind."""
    with pytest.raises(ListRefused, match=r"neither sdn\.csv nor cons_prim\.csv"):
        read([tmp_path], OFAC)
    with pytest.raises(ListRefused, match="No file is named"):
        read([], OFAC)
    written(tmp_path, a=table(sdn_row()), b=table(sdn_row()))
    with pytest.raises(ListRefused, match="Two files"):
        read([tmp_path / "a.csv", tmp_path / "b.csv"], OFAC)


ROWS = {
    "ragged": ("2,x,y", "3 columns where 12"),
    "unclosed quotation mark": ('2,"OPEN', "Not a row of a CSV file"),
    "no number": (sdn_row("x2"), "no number"),
    "foreign digits": (sdn_row("２"), "no number"),
    "no name": (sdn_row(2, NULL), "name (column 2) is empty"),
    "number taken": (sdn_row(3), "taken by line 2"),
}


@pytest.mark.parametrize(("row", "reason"), ROWS.values(), ids=ROWS)
def test_one_bad_row_is_rejected_and_the_rest_goes_on(tmp_path, row, reason):
    """A reject tells line and reason; every other row becomes an entry."""
    written(tmp_path, sdn=table(sdn_row(1), sdn_row(3), row, sdn_row(4), sdn_row(5)))
    _, entries, rejects = _read(tmp_path / "sdn.csv")
    assert len(entries) == 4
    (reject,) = rejects
    assert reason in reject.reason
    assert reject.where == "sdn.csv: line 3"


def test_rows_of_unknown_entries_are_summed_up(tmp_path):
    """Files of different days give one reject a file, not thousands."""
    written(
        tmp_path,
        sdn=table(sdn_row(1)),
        alt=table(alt_row(1), alt_row(2), alt_row(2, alternate=3)),
        add=table(add_row(7)),
    )
    _, _, rejects = _read(tmp_path / "sdn.csv")
    assert [reject.where for reject in rejects] == ["alt.csv", "add.csv"]
    assert "2 alternate names belong to 1 entries" in rejects[0].reason


def test_bad_alternates_are_rejected(tmp_path):
    """An alternate without a name or with an unknown type costs its own row only."""
    good = [alt_row(1, f"NAME {number}", alternate=number) for number in range(30)]
    written(
        tmp_path,
        sdn=table(sdn_row(1)),
        alt=table(alt_row(1, ""), alt_row(1, type="xyz"), *good),
    )
    _, (entry,), rejects = _read(tmp_path / "sdn.csv")
    assert len(entry.names) == 31
    assert [reject.where for reject in rejects] == [
        "alt.csv: line 1",
        "alt.csv: line 2",
    ]


def test_a_missing_end_mark_is_noted_and_a_header_passed_over(tmp_path):
    """Files saved by other tools are read, with a note where one is due."""
    header = "ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,a,b,c,d,e,Remarks"
    written(tmp_path, sdn=f"{header}\n{sdn_row()}\n".encode())
    parsed, entries, rejects = _read(tmp_path / "sdn.csv")
    assert (len(entries), rejects) == (1, [])
    assert any("0x1A" in note for note in parsed.notes)
