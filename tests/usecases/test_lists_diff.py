"""Versions held against each other, checked at any time, and written as FtM."""

import json
from dataclasses import replace
from datetime import date

import pytest

from crible.errors import ListsUnavailable, UnknownThing
from crible.model import (
    Address,
    Designation,
    Entry,
    Identifier,
    ListInfo,
    Name,
    Relation,
)
from crible.usecases.lists import find_version
from crible.usecases.lists_check import check, checked_json
from crible.usecases.lists_diff import diff, diff_json
from crible.usecases.lists_export import entities, export

ONE = Entry(
    "demo:1",
    "demo",
    "company",
    (Name("Plant Vostok", "primary"), Name("ZV", "acronym", "weak")),
    designations=(Designation("EU", "UKR", ("freeze",), date(2022, 2, 24)),),
    countries=("ru",),
    identifiers=(Identifier("inn", "7731084175", "ru"),),
)
TWO = Entry("demo:2", "demo", "person", (Name("Ivan Example", "primary"),))
THREE = Entry("demo:3", "demo", "vessel", (Name("Golden Reef", "primary"),))
ONE_LATER = replace(
    ONE,
    names=(Name("Plant Vostok", "primary"), Name("Zavod Vostok")),
    designations=(*ONE.designations, Designation("OFAC", "RUSSIA-EO14024")),
    status="linked",
    countries=("ru", "by"),
)


@pytest.fixture
def versions(world, clock):
    """Three versions of the list demo, on three days; gives a function that publishes."""
    world.store.save_list(ListInfo("demo", "T", "P"))

    def publish(*entries):
        version, _ = world.store.publish(
            "demo", entries, published=None, fetched=clock.now, source="a file"
        )
        clock.move(days=1)
        return version

    return [publish(ONE, TWO), publish(ONE_LATER, THREE), publish(ONE, TWO)]


def test_what_came_went_and_changed(world, versions):
    """Each entry is told once, with its names, designations and fields."""
    found = diff(world, "demo", "1", "2")
    told = {
        change.entry.id: (
            change.what,
            [(item.field, item.before, item.after) for item in change.details],
        )
        for change in found.changes
    }
    assert told == {
        "demo:3": ("added", [("name", "", "Golden Reef (primary)")]),
        "demo:2": ("removed", [("name", "Ivan Example (primary)", "")]),
        "demo:1": (
            "changed",
            [
                ("name", "ZV (acronym, weak)", ""),
                ("name", "", "Zavod Vostok (alias)"),
                ("designation", "", "OFAC | RUSSIA-EO14024"),
                ("status", "listed", "linked"),
                ("countries", "ru", "ru; by"),
            ],
        ),
    }


def test_diff_is_the_mirror_image_of_its_reverse(world, versions):
    """From the later to the earlier version, what came went."""
    there, back = (diff(world, "demo", *pair) for pair in ("12", "21"))
    assert there.count("added") == back.count("removed") == 1
    assert {
        (item.field, item.before, item.after) for item in there.changes[2].details
    } == {(item.field, item.after, item.before) for item in back.changes[2].details}


def test_same_content_has_no_changes(world, versions):
    """Content that was taken back differs in nothing from the first."""
    assert diff(world, "demo", "1", "3").changes == ()


def test_every_changed_field_is_told(world, clock):
    """No field of an entry can change without a detail that says so."""
    world.store.save_list(ListInfo("demo", "T", "P"))
    later = (
        replace(ONE, kind="organization"),
        replace(ONE, status="delisted"),
        replace(ONE, names=tuple(reversed(ONE.names))),
        replace(ONE, names=(replace(ONE.names[0], script="Cyrl"), ONE.names[1])),
        replace(ONE, designations=()),
        replace(ONE, designations=(Designation("EU", "UKR", ("ban",)),)),
        replace(ONE, identifiers=()),
        replace(ONE, relations=(Relation("owns", "demo:9", 51.0),)),
        replace(ONE, countries=()),
        replace(ONE, addresses=(Address("Quay 1", "Kirov", "ru"),)),
        replace(ONE, dates=(("founded", "1957"),)),
        replace(ONE, remarks="Said to be large."),
        replace(ONE, raw=(("tonnage", "5"),)),
    )
    for entry in (ONE, *later):
        world.store.publish("demo", [entry], published=None, fetched=clock.now)
    for number in range(1, len(later) + 1):
        (change,) = diff(world, "demo", str(number), str(number + 1)).changes
        assert change.details, later[number - 1]


def test_diff_as_json(world, versions):
    """The JSON has counts, both versions and every detail."""
    shape = json.loads(json.dumps(diff_json(diff(world, "demo", "1", "2"))))
    assert (shape["added"], shape["removed"], shape["changed"]) == (1, 1, 1)
    assert shape["from"]["version"] == versions[0].version
    changed = shape["changes"][2]
    assert changed["designations"][1]["authority"] == "OFAC"
    assert changed["details"][0]["after"] is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("newest", 3),
        ("previous", 2),
        ("1", 1),
        ("#2", 2),
        ("2026-11-02", 1),
        ("2026-11-03", 2),
        ("2027-01-01", 3),
    ],
)
def test_versions_by_any_name(world, versions, text, number):
    """A version can be named by number, day or place."""
    assert find_version(world, "demo", text) == versions[number - 1]


def test_versions_by_id(world, versions):
    """An id, or its beginning, names the newest version of that content."""
    for text in (versions[1].version, versions[1].version[:6]):
        assert find_version(world, "demo", text) == versions[1]
    assert find_version(world, "demo", versions[0].version).number == 3


@pytest.mark.parametrize("text", ["4", "abcdef", "", "2026-11-01", "99", "ab"])
def test_versions_that_are_none(world, versions, text):
    """What names no version is refused."""
    with pytest.raises(UnknownThing):
        find_version(world, "demo", text)


def test_check_at_any_time(world, load):
    """Loaded lists can be checked whenever somebody wants to know."""
    load("demo", {"a": ["Plant Vostok"], "b": ["Zavod Łódź"]})
    load("other", {"c": ["Plant Zapad"]})
    found = check(world)
    assert [item.version.key for item in found] == ["demo", "other"]
    assert [item.problem for item in found] == ["", ""]
    shape = checked_json(found[0])
    assert (shape["names"], shape["forms"], shape["missed"]) == (2, 3, 0)
    (alone,) = check(world, ["other"], thorough=True)
    assert alone.selftest.names == 1
    with pytest.raises(ListsUnavailable, match="nowhere"):
        check(world, ["nowhere"])


def test_check_sees_what_the_guard_never_saw(world, clock):
    """A list that came by without guards fails the check."""
    world.store.save_list(ListInfo("demo", "T", "P", selftest_misses=0))
    odd = Entry("demo:7", "demo", "company", (Name("!!!"), Name("Odd Plant")))
    world.store.publish("demo", [ONE, odd], published=None, fetched=clock.now)
    (found,) = check(world)
    assert "demo:7 name 1" in found.problem
    assert checked_json(found)["misses"] == [
        {"entry": "demo:7", "name": 1, "form": "given", "why": "unreadable"}
    ]


FULL = Entry(
    "demo:9",
    "demo",
    "company",
    (
        Name("Завод", "native", script="Cyrl"),
        Name("Plant", "primary"),
        Name("Old Plant", "former"),
        Name("PLT", "acronym"),
        Name("The Plant", quality="weak"),
    ),
    status="linked",
    designations=(
        Designation("EU", "UKR", ("freeze", "ban"), date(2022, 2, 24), "R", "L", "S"),
    ),
    identifiers=(
        Identifier("inn", "7731084175"),
        Identifier("passport", "12 345"),
        Identifier("grid", "x9"),
    ),
    relations=(
        Relation("subsidiary-of", "demo:1", 51.0, "Gazette"),
        Relation("acts-for", "demo:1"),
        Relation("owns", "Somebody Unlisted"),
    ),
    countries=("ru",),
    addresses=(Address("Quay 1", "Kirov", "ru"), Address()),
    dates=(("founded", "1957"), ("birth", "1957"), ("built", "about 1960")),
    remarks="Large.",
)


def test_entity_of_an_entry():
    """Everything that an entry says has a property, or stands in the notes."""
    subject, sanction, ownership, link = entities(FULL, {"demo:1", "demo:9"})
    assert subject == {
        "id": "demo:9",
        "caption": "Plant",
        "schema": "Company",
        "properties": {
            "name": ["Завод", "Plant"],
            "previousName": ["Old Plant"],
            "alias": ["PLT"],
            "weakAlias": ["The Plant"],
            "country": ["ru"],
            "innCode": ["7731084175"],
            "registrationNumber": ["12 345", "x9"],
            "incorporationDate": ["1957"],
            "notes": [
                "birth: 1957",
                "built: about 1960",
                "Large.",
                "owns: Somebody Unlisted",
            ],
            "address": ["Quay 1, Kirov"],
            "topics": ["sanction.linked"],
        },
        "datasets": ["demo"],
        "referents": [],
        "target": True,
    }
    assert sanction["schema"] == "Sanction"
    assert sanction["properties"] == {
        "entity": ["demo:9"],
        "authority": ["EU"],
        "program": ["UKR"],
        "provisions": ["freeze", "ban"],
        "listingDate": ["2022-02-24"],
        "reason": ["R"],
        "summary": ["L"],
        "publisher": ["S"],
    }
    assert ownership["properties"] == {
        "owner": ["demo:1"],
        "asset": ["demo:9"],
        "percentage": ["51"],
        "role": ["subsidiary-of"],
        "publisher": ["Gazette"],
    }
    assert link["properties"] == {
        "subject": ["demo:9"],
        "object": ["demo:1"],
        "role": ["acts-for"],
    }
    assert {item["target"] for item in (sanction, ownership, link)} == {False}


@pytest.mark.parametrize(
    ("kind", "schema"),
    [("person", "Person"), ("vessel", "Vessel"), ("aircraft", "Airplane")],
)
def test_numbers_go_where_the_schema_has_them(kind, schema):
    """A number that a schema has no property for is a general one."""
    entry = Entry(
        "demo:8",
        "demo",
        kind,
        (Name("X", quality="weak"),),
        identifiers=(Identifier("imo", "9074729"), Identifier("passport", "12345")),
    )
    (subject,) = entities(entry, set())
    assert subject["schema"] == schema
    assert subject["properties"]["name"] == ["X"]
    expected = {
        "person": {"idNumber": ["9074729"], "passportNumber": ["12345"]},
        "vessel": {"imoNumber": ["9074729"], "registrationNumber": ["12345"]},
        "aircraft": {"registrationNumber": ["9074729", "12345"]},
    }[kind]
    assert subject["properties"].items() >= expected.items()


def test_export_of_any_version(world, versions):
    """A version is written as it was, each entry with its designations."""
    ids = [item["id"] for item in export(world, "demo", "2")]
    assert ids == ["demo:1", "demo:1#sanction-1", "demo:1#sanction-2", "demo:3"]
    ids = [item["id"] for item in export(world, "demo")]
    assert ids == ["demo:1", "demo:1#sanction-1", "demo:2"]
