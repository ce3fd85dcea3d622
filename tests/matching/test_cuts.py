"""Words that the list writes as two or three: the quick question against the long list."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from crible.matching.asked import Asked
from crible.matching.side import side_of
from crible.matching.units import cuts, units
from crible.text.tokens import parse

_names = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("Gazprombank", "Galinanatolievna", "Abdulrahman", "Najibullah"),
                *("김정일", "武汉高芯科技", "Кадыров", "محمد", "Ltd", "Schachtjor"),
            ]
        ),
        st.text(
            "abcdeghijklmnoprstuvzвегкмоуакпл武汉高新芯김정일", min_size=1, max_size=9
        ),
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


def _asked(name):
    parsed = parse(name)
    return Asked(parsed, side_of(parsed, (0.5,) * len(parsed.tokens)))


def _listed_ways(asked):
    """Each way to cut a unit, with the units that are cut so."""
    found = {}
    for place, unit in enumerate(asked.units):
        for way in cuts(unit):
            found.setdefault(way, []).append(place)
    return found


@given(_names)
@example("Galinanatolievna Gazprombank")
@example("김정일")
def test_every_way_to_cut_a_word_is_known(name):
    """Whoever holds the pieces side by side is met by the units that are cut so."""
    asked = _asked(name)
    for way, places in _listed_ways(asked).items():
        assert asked.cut_as(way) == places


@given(
    _names,
    st.lists(st.text("abgmnozp", min_size=1, max_size=5), min_size=2, max_size=3),
)
@example("galinanatolievna", ["galina", "anatolievna"])
@example("김정일", ["kim", "zong", "il"])
def test_no_other_way_is(name, keys):
    """Readings that are no cut of a word do not meet it."""
    asked = _asked(name)
    assert asked.cut_as(tuple(keys)) == _listed_ways(asked).get(tuple(keys), [])


def test_units_are_told_apart():
    """A word alone is cut; words written together are not."""
    asked = _asked("Gazprombank Neft")
    assert len(asked.units) == len(units(asked.parsed)) == 3
    assert asked.cut_as(("gazprom", "bank")) == [0]
