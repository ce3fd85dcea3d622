"""The names alone of a file."""

from __future__ import annotations

import pytest

from crible.batch import names
from crible.errors import FileRefused


@pytest.mark.parametrize(
    ("file", "data", "wanted"),
    [
        ("a.txt", b"Acme, Inc.\n\n  Mill \nMill\n", ("Acme, Inc.", "Mill")),
        ("a.lst", "\ufeffМельница\r\nAcme".encode(), ("Мельница", "Acme")),
        ("a.csv", b"id,Name\n1,Acme\n2,\n3\n4,Mill\n", ("Acme", "Mill")),
        ("a.tsv", b"Company\tid\nAcme, Inc.\t1\n", ("Acme, Inc.",)),
    ],
)
def test_names_are_read(tmp_path, file, data, wanted):
    """Lines of a text and the name column of a table, each name once, in order."""
    path = tmp_path / file
    path.write_bytes(data)
    assert names.read(path) == wanted


@pytest.mark.parametrize(
    ("file", "data"),
    [("a.txt", b"\n \n"), ("a.csv", b"a,b\n1,2\n"), ("a.csv", b"Name,id\n,1\n")],
)
def test_files_without_names_are_refused(tmp_path, file, data):
    """A file that brings no name is refused, not taken for an empty source."""
    path = tmp_path / file
    path.write_bytes(data)
    with pytest.raises(FileRefused):
        names.read(path)


def test_absent_file_and_folder_are_refused(tmp_path):
    """A path that is no file is refused."""
    for path in (tmp_path / "gone.txt", tmp_path):
        with pytest.raises(FileRefused):
            names.read(path)
