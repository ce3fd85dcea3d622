"""What is asked: the same every time, from one half alone."""

from __future__ import annotations

import pytest

from crible.evaluation.cases import plan
from crible.evaluation.innocents import made, renumbered_vessels, unlisted
from crible.evaluation.views import half


def _asked(entries, **changes):
    settings = {"part": 1, "per_class": 5, "per_source": 9, "seed": 3, **changes}
    found = plan(entries, made(entries, 20, settings["seed"]), **settings)
    return {
        item.key: [case.altered for case in cases] for item, cases in found.classes
    }, dict(found.sources)


def test_same_seed_asks_the_same(entries):
    """The order of nothing but the list and the seed decides what is asked."""
    assert _asked(entries) == _asked(entries)


def test_other_seed_asks_something_else(entries):
    """The seed reaches the classes."""
    assert _asked(entries)[0] != _asked(entries, seed=4)[0]


@pytest.mark.parametrize("part", [0, 1])
def test_halves_share_nothing(entries, part):
    """Cases come from entries, and innocents from names, of the half asked for."""
    found = plan(entries, made(entries, 30), part=part, per_class=9, per_source=9)
    assert found.size
    assert {half(c.given.entry.id) for _, cases in found.classes for c in cases} == {
        part
    }
    assert {half(name) for names in found.sources.values() for name in names} == {part}


def test_no_more_than_asked_for(entries):
    """The limits on classes and sources hold."""
    found = plan(entries, made(entries, 30), part=1, per_class=2, per_source=3)
    assert max(len(cases) for _, cases in found.classes) == 2
    assert max(map(len, found.sources.values())) == 3


def test_listed_names_are_no_innocents(entries):
    """A name that a list holds, but for case and spacing, is set aside."""
    free, held = unlisted(["zarvex  shipping company llc", "Acme"], entries)
    assert (free, held) == (["Acme"], ["zarvex  shipping company llc"])


def test_renumbered_vessels_are_not_listed(entries):
    """A vessel keeps its name and gets a number that no listed one has."""
    names = renumbered_vessels(entries, 10, 1)
    assert names
    listed = {name.text for entry in entries for name in entry.names}
    assert not listed & set(names)
    assert {name.rsplit(" ", 1)[0] for name in names} == {"ARCTIC MULBREK", "OSTRANDEL"}
