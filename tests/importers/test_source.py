"""Files become checked lines, or are refused with file, place and remedy."""

from __future__ import annotations

import gzip
import lzma
import os

import pytest

from crible.errors import ListRefused
from crible.importers.source import LINE_CAP, Source, digest


def _lines(path, **limits):
    return list(Source(path, **limits).lines())


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, lzma.compress], ids=["plain", "gz", "xz"]
)
def test_reads_plain_and_packed_alike(tmp_path, pack):
    """The content decides how a file is unpacked, not its name."""
    path = tmp_path / "sdn.csv"
    path.write_bytes(pack("\ufeffa,ä\r\nb\n\nc".encode()))
    assert _lines(path) == [(1, "a,ä"), (2, "b"), (3, ""), (4, "c")]


REFUSED = {
    "empty": (b"", "empty", "sdn.csv"),
    "packed empty": (gzip.compress(b""), "empty", "sdn.csv"),
    "web page": (b"<!DOCTYPE html>\n<html>", "web page", "line 1"),
    "xml": (b'\xef\xbb\xbf<?xml version="1.0"?>', "This is XML", "line 1"),
    "utf-16": ("a,b\n".encode("utf-16"), "UTF-16", "sdn.csv"),
    "utf-16 without mark": ("a,b\n".encode("utf-16-le"), "NUL", "line 1, byte 2"),
    "nul": (b"a\nb\0c\n", "NUL", "line 2, byte 2"),
    "cp1252": (b"a\nb,caf\xe9\n", "0xE9 is not UTF-8", "line 2, byte 6"),
    "surrogate": (b"\xed\xa0\x80\n", "not UTF-8", "line 1, byte 1"),
    "zip": (b"PK\x03\x04rest", "ZIP", "sdn.csv"),
    "one endless line": (b"a" * (LINE_CAP + 2), "longer than", "line 1"),
    "cut gz": (gzip.compress(b"a,b\n" * 999)[:-9], "damaged", "sdn.csv"),
    "cut xz": (lzma.compress(b"a,b\n" * 999)[:-9], "damaged", "sdn.csv"),
    "broken gz": (b"\x1f\x8b\x08\x00" + b"\xff" * 60, "damaged", "sdn.csv"),
    "broken xz": (b"\xfd7zXZ\x00" + b"\xff" * 60, "damaged", "sdn.csv"),
}


@pytest.mark.parametrize(("content", "message", "where"), REFUSED.values(), ids=REFUSED)
def test_refuses_what_is_no_text(tmp_path, content, message, where):
    """Each kind of wrong file has its own message, its place and a hint."""
    path = tmp_path / "sdn.csv"
    path.write_bytes(content)
    with pytest.raises(ListRefused) as caught:
        _lines(path)
    assert message in caught.value.message
    assert where in caught.value.where
    assert caught.value.hint


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gz", "xz"])
def test_refuses_a_bomb_before_it_is_unpacked(tmp_path, pack):
    """Reading stops at the limit, however much a packed file would become."""
    path = tmp_path / "sdn.csv.gz"
    path.write_bytes(pack(b"0,\n" * 1_000_000))
    assert path.stat().st_size < 20_000
    with pytest.raises(ListRefused, match="More than 10,000 bytes"):
        _lines(path, cap=10_000)


def test_refuses_what_is_not_there(tmp_path):
    """A missing file is named with its folder."""
    with pytest.raises(ListRefused, match="no such file") as caught:
        _lines(tmp_path / "sdn.csv")
    assert str(tmp_path) in caught.value.where


def test_refuses_a_pipe_instead_of_waiting_for_it(tmp_path):
    """Only regular files are opened."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ListRefused, match="not a regular file"):
        _lines(tmp_path / "pipe")
    with pytest.raises(ListRefused, match="not a regular file"):
        _lines(tmp_path)


def test_digest_is_that_of_the_files_one_after_the_other(tmp_path):
    """The same bytes in the same order give the same hash; another order does not."""
    first, second = Source(tmp_path / "a"), Source(tmp_path / "b")
    first.path.write_bytes(b"one")
    second.path.write_bytes(b"two")
    whole = Source(tmp_path / "c")
    whole.path.write_bytes(b"onetwo")
    assert digest([first, second]) == digest([whole])
    assert digest([second, first]) != digest([whole])
    with pytest.raises(ListRefused, match="cannot be read"):
        digest([Source(tmp_path / "absent")])
