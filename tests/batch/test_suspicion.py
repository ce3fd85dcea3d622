"""Suspicion: who may be concerned by an entry that is new, and who is not."""

from __future__ import annotations

import pytest

from crible.batch.suspicion import Suspicion
from crible.matching import Screener
from crible.model import Entry, Identifier, Name, Subject

NEW = (
    Entry("n:1", "n", "company", (Name("GMM FZE", "primary"),)),
    Entry("n:2", "n", "company", (Name("Silent Brook Trading Co Ltd", "primary"),)),
    Entry("n:3", "n", "company", (Name("ИЭМЗ Купол", "native", script="Cyrl"),)),
    Entry(
        "n:4",
        "n",
        "company",
        (Name("Golden Example Reef", "primary"),),
        identifiers=(Identifier("inn", "7728168971"),),
    ),
)
OLD = (
    Entry("o:1", "o", "company", (Name("Quiet Meadow Trading Ltd", "primary"),)),
    Entry("o:2", "o", "person", (Name("Petr Petrov", "primary"),)),
)


@pytest.fixture(scope="module")
def suspicion():
    """Four new entries beside two old ones."""
    screener = Screener.build([*OLD, *NEW])
    return Suspicion(
        screener.index,
        [entry.id for entry in NEW],
        screener.index,
        screener.profile.threshold,
        screener.profile,
    )


@pytest.mark.parametrize(
    ("subject", "is_suspect"),
    [
        (Subject("GMMFZE"), True),
        (Subject("Gmm F.Z.E."), True),
        (Subject("Silent Brok"), True),
        (Subject("Koupol IEMZ"), True),
        # A slip in the place of a blank, and one in words written together.
        (Subject("SilentoBrook Trading"), True),
        (Subject("Silentbrok Trading"), True),
        (Subject("Anybody", aliases=("Silent Brook",)), True),
        (
            Subject("Anybody", identifiers=(Identifier("inn", "7728168971"),)),
            True,
        ),
        (Subject("Somebody Co Ltd"), False),
        (Subject("Petr Petrov"), False),
        (Subject("Evergreen Trading Limited"), False),
        (Subject("Quiet Meadow Trading Ltd"), False),
    ],
)
def test_traces_of_new_entries(suspicion, subject, is_suspect):
    """Whoever the engine would hit through a new entry is suspect, and nobody else."""
    assert suspicion.falls_on(subject) is is_suspect
