"""What the lists were at a moment, and what was downloaded from where."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crible.errors import UnknownThing
from crible.store import DownloadRow, Switch

DAY = timedelta(days=1)


@pytest.fixture
def days(demo, info, plain, now):
    """Versions of two lists: demo on days 0, 2 and 4, other on day 3."""
    demo.save_list(replace(info, key="other"))
    made = {}
    for day, key, names in (
        (0, "demo", ["A"]),
        (2, "demo", ["A", "B"]),
        (3, "other", ["C"]),
        (4, "demo", ["A"]),
    ):
        entries = [
            plain(number, name, key=key) for number, name in enumerate(names, start=1)
        ]
        made[day], _ = demo.publish(
            key, entries, published=None, fetched=now + day * DAY
        )
    return made


@pytest.mark.parametrize(
    ("day", "expected"),
    [(-1, None), (0, [0]), (1, [0]), (2, [2]), (3, [2, 3]), (4, [4, 3]), (9, [4, 3])],
)
def test_snapshot_at_a_moment(demo, days, now, day, expected):
    """At a moment each list counts with the version that was in force then."""
    found = demo.snapshot_at(now + day * DAY)
    if expected is None:
        assert found is None
        return
    assert found.versions == tuple((days[d].key, days[d].version) for d in expected)
    assert demo.snapshot(found.id) == found


def test_snapshot_at_the_end_is_the_current_one(demo, days, now):
    """Now is a moment like any other."""
    assert demo.snapshot_at(now + 9 * DAY) == demo.current_snapshot()


def test_prospect_is_the_snapshot_to_be(demo, days, plain, now):
    """The id of a snapshot is known before its list is published, and not stored."""
    edition = demo.edition("demo", [plain(1), plain(7)])
    prospect = demo.prospect(edition)
    with pytest.raises(UnknownThing):
        demo.snapshot(prospect.id)
    version, _ = demo.publish("demo", edition, published=None, fetched=now + 5 * DAY)
    assert demo.current_snapshot() == prospect
    assert ("demo", version.version) in prospect.versions


def test_version_at_a_moment(demo, days, now):
    """A list's version in force at a moment; none before the first."""
    assert demo.version_at("demo", now + 3 * DAY) == days[2]
    with pytest.raises(UnknownThing, match="no version yet"):
        demo.version_at("other", now)


def test_rows_at_a_moment(demo, days, now):
    """What was known of a list then: its version, its age, its failure."""
    demo.record_failure("demo", at=now + 5 * DAY, reason="Broken.")
    demo.publish(
        "demo",
        list(demo.entries("demo")),
        published=None,
        fetched=now + 6 * DAY,
        accepted="ann let 1 go",
        selftest='{"names":1}',
    )
    row = {row.info.key: row for row in demo.list_rows(moment=now + 2.5 * DAY)}["demo"]
    assert (row.version, row.checked_at) == (days[2], now + 2 * DAY)
    assert row.failed_at is row.last_failed_at is None
    row = {row.info.key: row for row in demo.list_rows(moment=now + 5 * DAY)}["demo"]
    assert (row.failed_at, row.checked_at) == (now + 5 * DAY, now + 4 * DAY)
    row = {row.info.key: row for row in demo.list_rows()}["demo"]
    assert (row.failed_at, row.checked_at) == (None, now + 6 * DAY)
    assert (row.last_failed_at, row.last_failed_reason) == (now + 5 * DAY, "Broken.")
    assert (row.accepted, row.selftest) == ("ann let 1 go", '{"names":1}')


def test_kinds_and_some_entries_of_a_version(demo, days, plain):
    """Kinds, hashes and chosen entries are those of the version asked for."""
    assert demo.contents.kinds(days[2]) == {"demo:1": "company", "demo:2": "company"}
    assert set(demo.contents.digests(days[0])) == {"demo:1"}
    assert (
        demo.contents.digests(days[0]).items() <= demo.contents.digests(days[2]).items()
    )
    found = demo.contents.some(days[2], ["demo:2", "demo:9"])
    assert found == {"demo:2": plain(2, "B")}
    assert demo.contents.some(days[4], ["demo:2"]) == {}


def test_downloads_replace_one_another(demo, now):
    """Of a list's downloads the last ones are remembered, by address."""
    row = DownloadRow(
        url="https://example.org/b.csv",
        file="b.csv",
        etag='"1\\"é',
        last_modified="Fri, 20 Nov 2026 12:30:15 GMT",
        sha256="ab",
        bytes=5_000_000_000,
        at=now,
        version_sha256="cd",
        reader="0.1",
    )
    first = replace(row, url="https://example.org/a.csv")
    demo.save_downloads("demo", [row, first])
    assert demo.downloads("demo") == (first, row)
    demo.save_downloads("demo", [row])
    assert demo.downloads("demo") == (row,)
    with pytest.raises(UnknownThing):
        demo.save_downloads("nowhere", [row])


@pytest.mark.parametrize(
    ("day", "expected"), [(2, ["demo"]), (3, ["other"]), (4, ["other"]), (5, None)]
)
def test_disabled_list_is_in_no_snapshot_of_its_time(demo, days, now, day, expected):
    """A list counts from its version on, but for the time for which it was off."""
    for at, enabled in ((2.5, False), (4.5, True)):
        demo.turn(Switch("demo", now + at * DAY, enabled, "ann", "test"))
    found = demo.snapshot_at(now + day * DAY)
    keys = [key for key, _ in found.versions]
    assert keys == (expected or ["demo", "other"])
    (row, _) = demo.list_rows(moment=now + day * DAY)
    assert (row.disabled is not None) == (day in {3, 4})
    assert row.version


def test_prospect_of_a_switch(demo, days, now):
    """The snapshot after a switch is known before it, None when no list is left."""
    without = demo.prospect_of_switch(days[4], enabled=False)
    assert [key for key, _ in without.versions] == ["other"]
    demo.turn(Switch("demo", now + 5 * DAY, enabled=False, actor="ann", reason="x"))
    assert demo.current_snapshot() == without
    assert demo.prospect_of_switch(days[3], enabled=False) is None
    both = demo.prospect_of_switch(days[4], enabled=True)
    assert both == demo.snapshot_at(now + 4 * DAY)
    with pytest.raises(UnknownThing):
        demo.turn(Switch("none", now, enabled=False, actor="ann", reason="x"))
