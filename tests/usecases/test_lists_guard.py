"""The guards before publication: rejects, losses by kind, the self-test."""

import json
from dataclasses import replace

import pytest

from crible.errors import ListHeldBack
from crible.matching import Screener
from crible.model import Entry, ListInfo, Name
from crible.usecases import lists
from crible.usecases.lists_guard import (
    counts_of,
    hold_back_misses,
    hold_back_rejects,
    losses,
)
from crible.usecases.lists_selftest import Miss, SelfTest, self_test

INFO = ListInfo("demo", "Title", "Publisher")


def _kinds(**counts):
    return {
        f"demo:{kind}-{number}": kind
        for kind, count in counts.items()
        for number in range(count)
    }


@pytest.mark.parametrize(
    ("before", "gone", "percent", "said"),
    [
        (_kinds(company=100), 20, 20, []),
        (_kinds(company=100), 21, 20, ["21 of 100 entries (21%)"]),
        (_kinds(company=3), 1, 20, ["1 of 3 entries (33%)"]),
        (_kinds(company=100), 1, 0, ["1 of 100 entries (1%)"]),
        (_kinds(company=100), 100, 100, []),
        (
            _kinds(vessel=20, company=480),
            20,
            20,
            ["20 of 20 entries of kind vessel (100%)"],
        ),
        (_kinds(vessel=9, company=480), 9, 20, []),
        ({}, 0, 20, []),
    ],
)
def test_losses_are_counted_by_kind(before, gone, percent, said):
    """A loss above the limit is told, of the whole or of a kind that is no handful."""
    info = ListInfo("demo", "Title", "Publisher", shrink_percent=percent)
    found = losses(info, before, list(before)[gone:])
    assert [str(item) for item in found] == said


def test_gains_hide_no_loss():
    """As many new entries as went away are a loss all the same."""
    before = _kinds(company=100)
    after = [f"demo:new-{number}" for number in range(100)]
    assert losses(INFO, before, after)


@pytest.mark.parametrize(
    ("entries", "rejects", "held"),
    [(100, 5, False), (1, 5, False), (100, 12, True), (94, 6, False), (10, 6, True)],
)
def test_rejects_have_a_limit(entries, rejects, held):
    """A few rejects pass whatever their share; beyond, a tenth holds a list back."""
    if held:
        with pytest.raises(ListHeldBack, match=f"{rejects} of {entries + rejects}"):
            hold_back_rejects(INFO, entries, rejects)
    else:
        hold_back_rejects(INFO, entries, rejects)


def _misses(count, form="given", **more):
    return tuple(
        Miss(f"demo:{number}", 1, form, "not-found", **more) for number in range(count)
    )


@pytest.mark.parametrize(
    ("misses", "held"),
    [
        (_misses(5), False),
        (_misses(6), True),
        (_misses(20, "ascii"), False),
        (_misses(21, "ascii"), True),
        (_misses(400, "ascii", alphabet=False), False),
    ],
)
def test_misses_have_a_limit(misses, held):
    """Names as published must be found but for a handful, ASCII forms nearly all."""
    found = SelfTest(900, 1000, 1500, misses)
    if held:
        with pytest.raises(ListHeldBack, match="demo:0 name 1"):
            hold_back_misses(INFO, found)
    else:
        hold_back_misses(INFO, found)


ENTRIES = (
    Entry(
        "demo:1", "demo", "company", (Name("Завод «Купол»", "native"), Name("KUPOL"))
    ),
    Entry("demo:2", "demo", "person", (Name("LI, Xiao Ag"), Name("Xiao Ag LI"))),
    Entry("demo:3", "demo", "vessel", (Name("Ås Ærø Łódź"), Name("North Star"))),
    Entry("demo:4", "demo", "company", (Name("Société Générale d'Exemple SA"),)),
    Entry("demo:5", "demo", "company", (Name("武汉高芯科技有限公司"),)),
    Entry("demo:6", "demo", "company", (Name("Ltd"), Name("!!! ???"), Name("†"))),
)


def test_self_test_tries_every_name_in_both_forms():
    """Names and their ASCII forms are tried; what nobody could look up is told."""
    found = self_test(Screener.build(ENTRIES), ENTRIES)
    assert (found.entries, found.names) == (6, 11)
    assert found.forms == 15
    assert [str(miss) for miss in found.misses if miss.form == "given"] == [
        "demo:6 name 2: nothing that can be read",
        "demo:6 name 3: nothing that can be read",
    ]


@pytest.mark.parametrize("names", [("Ltd", "!"), ("ООО", "GmbH & Co. KG")])
def test_quick_and_thorough_self_test_agree(names):
    """The quick way misses exactly what a full search of every name misses."""
    entries = [
        *ENTRIES,
        Entry("demo:9", "demo", "company", tuple(map(Name, names))),
    ]
    screener = Screener.build(entries)
    assert self_test(screener, entries) == self_test(screener, entries, thorough=True)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("lacking", [0, 1, 4])
@pytest.mark.parametrize("thorough", [True, False])
def test_processes_find_what_one_finds(lacking, thorough):
    """Work shared by processes comes to the same result, whatever is missed."""
    many = [
        replace(entry, id=f"demo:{number:04}")
        for number, entry in enumerate(ENTRIES * (20 if thorough else 60))
    ]
    screener = Screener.build(many[lacking:])
    alone = self_test(screener, many, thorough=thorough)
    counts = []
    shared = self_test(
        screener, iter(many), thorough=thorough, workers=2, progress=counts.append
    )
    assert shared == alone
    assert counts == sorted(counts)
    assert counts[-1] == alone.names


def test_self_test_sees_an_index_that_lacks_an_entry():
    """An index without an entry fails for each of its names, and only for those."""
    found = self_test(Screener.build(ENTRIES[1:]), ENTRIES)
    missed = {(miss.entry_id, miss.number) for miss in found.misses}
    assert {("demo:1", 1), ("demo:1", 2)} <= missed
    assert json.loads(counts_of(found, "p1"))["missed"][0] == ["demo:1", 1, "not-found"]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_self_test_gives_up_on_a_broken_index():
    """After very many misses the rest is not tried, and the result says so."""
    many = [
        Entry(f"demo:{number}", "demo", "company", (Name(f"Plant {number} of Kirov"),))
        for number in range(30)
    ]
    found = self_test(Screener.build(ENTRIES), many, enough=10)
    assert found == self_test(Screener.build(ENTRIES), many, enough=10, workers=2)
    assert not found.complete
    assert len(found.misses) == 10


def test_forms_that_hold_nothing_back_end_no_test():
    """Very many misses of Han names in ASCII leave the names after them tested."""
    han = [
        Entry(f"demo:{number:04}", "demo", "person", (Name(chr(0x4E00 + number) * 2),))
        for number in range(40)
    ]
    found = self_test(Screener.build(han), [*han, *ENTRIES], enough=20)
    assert found.complete
    assert {miss.entry_id for miss in found.misses if miss.form == "given"} >= {
        "demo:1",
        "demo:3",
    }


# The whole way, from file to store


def _names(count, prefix="Plant"):
    return {f"plant-{number}": [f"{prefix} Vostok {number}"] for number in range(count)}


def _report(world, key):
    return next(item for item in lists.show(world) if item.info.key == key)


def test_good_import_is_recorded_with_its_self_test(world, load):
    """A version brings the counts of its self-test along."""
    done = load("demo", _names(12))
    assert done.new
    assert done.selftest.names == 12
    counts = json.loads(_report(world, "demo").selftest)
    assert (counts["names"], counts["missed"]) == (12, [])
    assert counts["profile"] == world.profile.id


def test_shrunk_list_is_held_back_and_answers_go_on(world, load, clock):
    """A list that lost too much keeps its last good version and is marked failed."""
    first = load("demo", _names(12)).version
    clock.move(days=1)
    with pytest.raises(ListHeldBack, match="9 of 12 entries") as caught:
        load("demo", _names(3))
    assert caught.value.exit_code == 4
    report = _report(world, "demo")
    assert (report.state, report.version) == ("failed", first)
    assert "9 of 12" in report.failed_reason
    assert world.live.current().snapshot.versions == (("demo", first.version),)


def test_accepted_loss_is_recorded(world, load, clock):
    """Whoever lets a loss pass is recorded with what was lost."""
    load("demo", _names(12))
    clock.move(days=1)
    done = load("demo", _names(3), accept_shrink="ann")
    assert done.new
    assert done.accepted == "ann accepted the loss of 9 of 12 entries (75%)"
    assert _report(world, "demo").accepted == done.accepted
    assert _report(world, "demo").state == "good"


def test_nothing_is_accepted_without_a_loss(world, load):
    """The flag alone leaves no trace when nothing was lost."""
    assert load("demo", _names(3), accept_shrink="ann").accepted == ""


@pytest.mark.parametrize("environment", [{"CRIBLE_THRESHOLD": "0.9"}])
def test_failed_self_test_holds_a_list_back(world, load):
    """Names that miss their entry hold a list back beyond its limit, unnamed."""
    # At this line an exact weak alias is not enough.
    weak = '{ text = "Lastochka", quality = "weak" }'
    first = load("demo", _names(3), selftest_misses=0).version
    subjects = _names(3) | {"odd": ["Zavod Vostok", weak]}
    with pytest.raises(ListHeldBack, match="demo:odd name 2: did not find") as caught:
        load("demo", subjects, selftest_misses=0)
    assert "Lastochka" not in str(caught.value)
    report = _report(world, "demo")
    assert (report.state, report.version) == ("failed", first)
    done = load("demo", subjects, selftest_misses=1)
    assert done.new
    assert json.loads(_report(world, "demo").selftest)["missed"] == [
        ["demo:odd", 2, "not-found"]
    ]


def test_same_content_again_is_confirmed_without_a_test(world, load, clock):
    """Unchanged content makes the list young again and costs nothing more."""
    load("demo", _names(3), fresh_days=2)
    clock.move(days=3)
    assert _report(world, "demo").state == "stale"
    done = load("demo", _names(3), fresh_days=2)
    assert not done.new
    assert done.selftest is None
    report = _report(world, "demo")
    assert (report.state, report.age.days) == ("good", 0)
    assert json.loads(report.selftest)["names"] == 3
