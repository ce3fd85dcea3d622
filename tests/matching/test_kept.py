"""Results that are kept: bounded, and frequent ones stay."""

from __future__ import annotations

from crible.matching.kept import Kept


def test_no_more_is_kept_than_was_allowed() -> None:
    """A million words do not fill the memory."""
    kept: Kept[int, int] = Kept(100)
    for number in range(1000):
        kept[number] = number
    assert len(kept) <= 100
    assert kept.get(999) == 999
    assert kept.get(0) is None


def test_what_comes_again_stays() -> None:
    """A frequent word outlives any number of rare ones."""
    kept: Kept[str, int] = Kept(100)
    kept["bank"] = 1
    for number in range(1000):
        kept[str(number)] = number
        assert kept.get("bank") == 1
