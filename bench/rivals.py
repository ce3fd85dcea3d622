"""The rival: a full scan with rapidfuzz, as fast as its users can make it.

Names are folded once, before anything is timed. The plain way compares by
``token_sort_ratio``; the quick way sorts the words of the list once as well, so that each
comparison is a bare ``ratio``. A cut-off lets the library leave out hopeless names.
"""

from __future__ import annotations

from rapidfuzz import fuzz, process, utils

CUT_OFF = 85


class Scan:
    """One list, ready to be scanned."""

    def __init__(self, names: list[str]) -> None:
        self.names = [utils.default_process(name) for name in names]
        self.ordered = [_ordered(name) for name in self.names]

    def plain(self, name: str, cut_off: float | None = None) -> int:
        """Compare by ``token_sort_ratio``; the number of names found."""
        return len(
            process.extract(
                utils.default_process(name),
                self.names,
                scorer=fuzz.token_sort_ratio,
                processor=None,
                limit=10,
                score_cutoff=cut_off,
            )
        )

    def quick(self, name: str) -> int:
        """The same answers by ``ratio`` over sorted words, with a cut-off."""
        return len(
            process.extract(
                _ordered(utils.default_process(name)),
                self.ordered,
                scorer=fuzz.ratio,
                processor=None,
                limit=10,
                score_cutoff=CUT_OFF,
            )
        )

    def many(self, names: list[str]) -> int:
        """All pairs at once on all cores; the number of pairs found."""
        found = process.cdist(
            [_ordered(utils.default_process(name)) for name in names],
            self.ordered,
            scorer=fuzz.ratio,
            score_cutoff=CUT_OFF,
            workers=-1,
        )
        return int((found > 0).sum())


def _ordered(text: str) -> str:
    return " ".join(sorted(text.split()))
