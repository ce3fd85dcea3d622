"""The same subject on other lists: numbers and names decide, and say why."""

from dataclasses import replace

import pytest

from crible.matching import Screener
from crible.model import Entry, Identifier, Name, Subject
from crible.usecases.answers import screening_json
from crible.usecases.listings import Listings
from crible.usecases.records import record_json, screening
from crible.usecases.screening import Call, scan, screen

INN = Identifier("inn", "7731084175", "ru")
OTHER_INN = Identifier("inn", "7707083893", "ru")
OGRN = Identifier("ogrn", "1027739898284", "ru")
IMO = Identifier("imo", "9074729")


def _entry(list_, kind, names, *numbers, countries=(), born="", weak=False):
    quality = "weak" if weak else "strong"
    return Entry(
        f"{list_}:1",
        list_,
        kind,
        tuple(Name(name, quality=quality) for name in names),
        identifiers=numbers,
        countries=countries,
        dates=(("birth", born),) if born else (),
    )


def _found(*entries):
    """Other listings of the first entry, by id."""
    ordered = sorted(entries, key=lambda entry: (entry.list, entry.id))
    listings = Listings(Screener.build(ordered))
    return {item.entry_id: item.reasons for item in listings.of(entries[0].id)}


COMPANY = _entry("a", "company", ["Uralvagonzavod JSC"], INN, countries=("ru",))
PERSON = _entry("a", "person", ["Ivan Petrovich Example"], born="1965-03-14")
SHIP = _entry("a", "vessel", ["North Star"], IMO, countries=("pa",))


@pytest.mark.parametrize(
    ("ours", "theirs", "reason"),
    [
        (COMPANY, _entry("b", "company", ["UVZ"], INN), "the inn 7731084175"),
        (COMPANY, _entry("b", "organization", ["UVZ"], INN), "the inn"),
        (
            COMPANY,
            _entry("b", "company", ["OAO Uralvagonzavod"], countries=("ru",)),
            "Both are of RU.",
        ),
        (
            COMPANY,
            _entry("b", "company", ["UVZ"], Identifier("tax-id", "7731084175", "ru")),
            "the inn",
        ),
        (
            replace(PERSON, countries=("ru",), dates=()),
            _entry("b", "person", ["Example Ivan Petrovich"], countries=("ru",)),
            None,
        ),
        (
            replace(PERSON, countries=("ru",), dates=()),
            _entry("b", "person", ["Ivan Petrovich EXAMPLE"], countries=("ru",)),
            "full name",
        ),
        (
            PERSON,
            _entry("b", "person", ["Ivan Petrovich Example"], born="14 Mar 1965"),
            "dates of birth agree",
        ),
        (
            PERSON,
            _entry("b", "person", ["Ivan Petrovich Example"], born="1971"),
            None,
        ),
        (PERSON, _entry("b", "person", ["Ivan Petrovich Example"]), None),
        (SHIP, _entry("b", "vessel", ["Polar Star"], IMO), "the imo 9074729"),
        (SHIP, _entry("b", "vessel", ["North Star"], countries=("pa",)), None),
        (
            COMPANY,
            _entry("b", "company", ["Uralvagonzavod"], OTHER_INN, countries=("ru",)),
            None,
        ),
        (COMPANY, _entry("b", "company", ["Uralvagonzavod"], countries=("by",)), None),
        (
            COMPANY,
            _entry("b", "person", ["Uralvagonzavod"], INN, countries=("ru",)),
            None,
        ),
        (
            COMPANY,
            _entry("b", "company", ["Uralvagonzavod"], countries=("ru",), weak=True),
            None,
        ),
        (
            _entry("a", "company", ["Trading Co"], countries=("ru",)),
            _entry("b", "company", ["Trading Co"], countries=("ru",)),
            None,
        ),
    ],
)
def test_what_decides(ours, theirs, reason):
    """Numbers decide; names need support; contradictions speak against; both ways."""
    there, back = _found(ours, theirs), _found(theirs, ours)
    assert bool(there) == bool(back) == (reason is not None)
    if reason:
        assert reason in " ".join(there[theirs.id])


def test_number_that_agrees_beside_one_that_differs():
    """One number in common decides, and the other that differs is told."""
    ours = _entry("a", "company", ["Plant"], INN, OGRN)
    theirs = _entry(
        "b", "company", ["Zavod"], INN, Identifier("ogrn", "1027700132195", "ru")
    )
    assert "But the ogrn differs." in _found(ours, theirs)["b:1"]


def test_entries_of_the_same_list_are_left_apart():
    """What a list has twice is the publisher's business."""
    twin = replace(COMPANY, id="a:2")
    assert _found(COMPANY, twin) == {}


def test_entry_that_is_not_there():
    """An id that the index lacks has no listings."""
    listings = Listings(Screener.build([COMPANY]))
    for entry_id in ("a:0", "a:9", "b:1", "", "0"):
        assert listings.of(entry_id) == ()


@pytest.fixture
def three(load):
    """One company on three lists, once under a name that nobody would take for it."""
    load("ofac", {"uvz": ("company", ("ru",), ["Uralvagonzavod"])})
    load(
        "eu",
        {
            "uvz": ("company", ("ru",), ["JSC Uralvagonzavod"]),
            "other": ("company", ("ru",), ["Plant Vostok"]),
        },
    )
    load("uk", {"uvz": ("company", ("ru",), ["OAO Uralvagonzavod", "Zhukovagregat"])})


def test_answer_tells_the_other_listings(world, three):
    """Each hit stands for itself, and tells the same subject on other lists."""
    answer = screen(world, [Subject("Uralvagonzavod")], Call("ann", "cli"))
    shape = screening_json(answer.screenings[0], answer.entries)
    ids = {hit["entry"]["id"] for hit in shape["hits"]}
    assert ids == {"ofac:uvz", "eu:uvz", "uk:uvz"}
    for hit in shape["hits"]:
        also = {item["entry"]["id"]: item for item in hit["also"]}
        assert set(also) == ids - {hit["entry"]["id"]}
        assert all(item["reasons"] for item in also.values())
        assert also.popitem()[1]["entry"]["caption"]


def test_listings_that_are_no_hits_are_told_too(world, three):
    """A listing under another name is told although it does not resemble the subject."""
    answer = screen(world, [Subject("Zhukovagregat")], Call("ann", "cli"))
    (hit,) = answer.screenings[0].hits
    assert hit.entry_id == "uk:uvz"
    assert [item.entry_id for item in hit.also] == ["eu:uvz", "ofac:uvz"]
    assert {"eu:uvz", "ofac:uvz"} <= answer.entries.keys()


def test_listings_of_the_lists_asked_for(world, three):
    """Who asks for some lists hears of no others."""
    call = Call("ann", "cli", lists=("uk", "eu"))
    (hit,) = screen(world, [Subject("Zhukovagregat")], call).screenings[0].hits
    assert [item.entry_id for item in hit.also] == ["eu:uvz"]


def test_listings_are_part_of_the_record(world, three):
    """The record of an answer has them as they were told, whatever lists say later."""
    answer = screen(world, [Subject("Zhukovagregat")], Call("ann", "cli"))
    told = screening_json(answer.screenings[0], answer.entries)
    stored = record_json(*screening(world, answer.screenings[0].id))
    assert stored["hits"] == told["hits"]
    assert stored["hits"][0]["also"]


def test_mentions_tell_the_other_listings(world, three):
    """A name in a text does so as well."""
    answer = scan(world, "They sold Zhukovagregat abroad.", Call("ann", "cli"))
    (mention,) = answer.screenings[0].mentions
    assert [item.entry_id for item in mention.hit.also] == ["eu:uvz", "ofac:uvz"]
