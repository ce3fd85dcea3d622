"""Ledgers: sorted in bounded memory, and asked for many subjects at once."""

from __future__ import annotations

import random

import pytest

from crible.batch import ledger as ledgers
from crible.batch.ledger import KnownHit
from crible.errors import UnknownThing

HIT = KnownHit("00", "e:1", 0.9, "strong", "A", "1", 2)


def _digests(count, seed):
    draw = random.Random(seed)
    return [draw.randbytes(16) for _ in range(count)]


@pytest.mark.parametrize("count", [0, 1, 700])
@pytest.mark.parametrize("block", [17, 1000, 1 << 20])
def test_blocks_of_a_file_make_the_ledger_of_the_whole(
    count, block, tmp_path, monkeypatch
):
    """However small the blocks: the same subjects in the same order, each once."""
    monkeypatch.setattr(ledgers, "_BLOCK_BYTES", block * 17)
    monkeypatch.setattr(ledgers, "_READ_SUBJECTS", 50)
    digests = _digests(count, "a")
    noted = [
        ledgers.record(digest, clear=digest[0] % 2 == 0)
        for digest in [*digests, *digests[:100], b"\0" * 16, b"\xff" * 16]
    ]
    path = tmp_path / "subjects"
    path.write_bytes(b"".join(noted))
    whole = ledgers.made({"batch": "b"}, path.read_bytes(), [HIT])
    ledgers.write_sorted(
        tmp_path, "b", {"batch": "b"}, ledgers.sorted_from(path), [HIT]
    )
    found = ledgers.read(tmp_path, "b")
    assert found.subjects.tobytes() == whole.subjects.tobytes()
    assert (found.meta, found.hits) == (whole.meta, whole.hits)
    asked = [*digests, *_digests(50, "others"), b"\0" * 16, b"\xff" * 16]
    known = set(digests)
    assert found.were_clear(asked) == [
        (digest in known and digest[0] % 2 == 0) or digest == b"\0" * 16
        for digest in asked
    ]


def test_ledger_that_is_cut_off_is_none(tmp_path):
    """Half a file is no base for a night."""
    ledgers.write(tmp_path, "b", ledgers.made({}, b"\1" * 17 * 9, []))
    path = ledgers.path_of(tmp_path, "b")
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(UnknownThing):
        ledgers.read(tmp_path, "b")
