"""The index as a file: the same answers, or a refusal, never a wrong answer."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest
from tests.matching.conftest import background_rows

import crible
from crible.errors import IndexDamaged

_NAMES = (
    "Koupol",
    "Almaz Antey Telecom",
    "Zarvex Shipping",
    "Купол",
    "Y. V. Kovalchuk",
    "武汉高芯科技",
    "Ivan Zarvekhin",
    "nobody at all",
)


@pytest.fixture(scope="module")
def saved(screener, tmp_path_factory):
    """The bytes of a saved index."""
    path = tmp_path_factory.mktemp("index") / "names.index"
    screener.save(path)
    return path.read_bytes()


def _open(tmp_path, body, **options):
    path = tmp_path / "some.index"
    path.write_bytes(body)
    return crible.Screener.open(path, **options)


def test_an_opened_index_answers_as_the_built_one(screener, saved, tmp_path):
    """Hits, contributions and mentions are equal after a round trip."""
    opened = _open(tmp_path, saved)
    for name in _NAMES:
        for kind in ("company", "person", None):
            assert opened.screen(name, kind=kind, threshold=0.3) == screener.screen(
                name, kind=kind, threshold=0.3
            )
    text = "IEMZ Koupol, «Алмаз-Антей» and TSK Vektor."
    assert opened.scan(text) == screener.scan(text)


def test_two_builds_are_the_same_bytes(saved, screener, tmp_path):
    """The same entries in the same order give the same file, twice written."""
    rows = background_rows()
    for name in ("one", "two"):
        crible.Screener.from_names(rows).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    screener.save(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == saved


def test_a_build_does_not_depend_on_the_hash_seed(tmp_path):
    """Another process with another seed of hashes writes the same file."""
    program = (
        "import sys, crible\n"
        "names = [('x:%d' % n, 'company', ['Zarvex %d Kupol Купол' % n, '武汉%d' % n]) for n in range(20)]\n"
        "crible.Screener.from_names(names).save(sys.argv[1])\n"
    )
    found = []
    for seed in ("1", "2"):
        path = tmp_path / seed
        import os

        environment = {**os.environ, "PYTHONHASHSEED": seed}  # noqa: TID251 - a child's
        subprocess.run(
            [sys.executable, "-c", program, str(path)],
            check=True,
            env=environment,
            timeout=60,
        )
        found.append(path.read_bytes())
    assert found[0] == found[1]


@pytest.mark.parametrize("part", [0.0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(saved, tmp_path, part):
    """Wherever a file is cut off, it is not opened."""
    with pytest.raises(IndexDamaged):
        _open(tmp_path, saved[: int(len(saved) * part)])
    with pytest.raises(IndexDamaged):
        _open(tmp_path, saved[:-1])


@pytest.mark.parametrize(
    "size", [*range(0, 70, 7), 15, 16, 24, 28, 31, 32, 33, 63, 64, 65]
)
def test_a_file_cut_in_its_head_is_refused(saved, tmp_path, size):
    """Every short head is refused with the same error."""
    with pytest.raises(IndexDamaged):
        _open(tmp_path, saved[:size])


def test_a_flipped_byte_is_refused_or_means_nothing(saved, tmp_path, screener):
    """Any altered byte is found out; where it means nothing the answers stay."""
    places = sorted(
        {
            *range(0, 4096, 61),
            *range(0, len(saved), max(1, len(saved) // 120)),
            len(saved) - 1,
        }
    )
    for place in places:
        body = bytearray(saved)
        body[place] ^= 0x41
        try:
            opened = _open(tmp_path, bytes(body))
        except IndexDamaged:
            continue
        assert opened.screen("Koupol") == screener.screen("Koupol"), place
        assert place in range(24, 32), place


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"name,country\nKupol,RU\n",
        b"SQLite format 3\0" + b"\0" * 4096,
        b"\0" * 100_000,
        b"crible index 1\n\0",
    ],
)
def test_a_foreign_file_is_refused(tmp_path, body):
    """Something else is not taken for an index."""
    with pytest.raises(IndexDamaged):
        _open(tmp_path, body)


def test_bytes_after_the_end_are_refused(saved, tmp_path):
    """A longer file is not the one that was written."""
    with pytest.raises(IndexDamaged):
        _open(tmp_path, saved + b"\0" * 64)


def test_an_absent_file_and_a_folder_are_refused(tmp_path):
    """There is nothing to open."""
    with pytest.raises(IndexDamaged):
        crible.Screener.open(tmp_path / "absent.index")
    with pytest.raises(IndexDamaged):
        crible.Screener.open(tmp_path)


def test_another_profile_is_refused(saved, tmp_path):
    """An index holds weights of its profile and serves no other."""
    with pytest.raises(IndexDamaged):
        _open(tmp_path, saved, profile=crible.default_profile(threshold=0.51))


def test_writing_is_whole_or_not_at_all(saved, tmp_path):
    """A writer killed at any moment leaves the old file, or the new one."""
    path = tmp_path / "names.index"
    path.write_bytes(saved)
    program = (
        "import sys, crible\n"
        "screener = crible.Screener.from_names([('x:1', 'company', ['Zarvexin'])])\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    screener.save(sys.argv[1])\n"
    )
    for wait in (0.0, 0.01, 0.03):
        writer = subprocess.Popen(
            [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        writer.wait(30)
        writer.stdout.close()
        opened = crible.Screener.open(path)
        assert opened.index.entry_count in {1, 306}


def test_a_folder_that_is_not_there_leaves_nothing(screener, tmp_path):
    """Saving into an absent folder fails and leaves no temporary file."""
    with pytest.raises(OSError, match="absent"):
        screener.save(tmp_path / "absent" / "names.index")
    assert list(tmp_path.iterdir()) == []
