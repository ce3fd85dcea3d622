"""Lists and their versions: publishing, refusing, failing, listing."""

from dataclasses import replace
from datetime import date, timedelta, timezone

import pytest
from sqlalchemy import func, select

from crible.errors import CribleError, ListRefused, UnknownThing
from crible.model import ListVersion, Name, Reject, Relation
from crible.store import ListRow
from crible.store.schema import entry_revisions


@pytest.fixture
def publish(demo, now):
    """A function that publishes entries of ``demo``."""

    def publish(*entries, **more):
        return demo.publish(
            "demo", entries, **{"published": None, "fetched": now} | more
        )

    return publish


def _revisions(store):
    with store._database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(entry_revisions))


def test_every_field_of_a_list_comes_back(store, info):
    """A saved list reads back equal; without a version it has none."""
    store.save_list(info)
    assert store.list_rows() == (ListRow(info),)


def test_saving_again_replaces(store, info):
    """The catalogue's latest word on a list wins."""
    store.save_list(info)
    store.save_list(replace(info, title="Another title"))
    assert [row.info.title for row in store.list_rows()] == ["Another title"]


def test_lists_come_in_key_order(store, info):
    """Lists are ordered by key, by code point."""
    for key in ("b", "a", "a-b", "aa", "B"):
        store.save_list(replace(info, key=key))
    keys = [row.info.key for row in store.list_rows()]
    assert keys == ["B", "a", "a-b", "aa", "b"]


def test_version_says_what_was_published(publish, demo, full, plain, now):
    """A version has number, counts, dates and source, and reads back equal."""
    version, is_new = publish(
        plain(2),
        full,
        published=date(2026, 11, 19),
        rejects=[Reject("a.csv:7", "no name")],
        source="a.csv",
    )
    assert is_new
    assert version == ListVersion(
        key="demo",
        version=version.sha256[:12],
        sha256=version.sha256,
        number=1,
        entries=2,
        names=5,
        rejects=1,
        published=date(2026, 11, 19),
        fetched=now,
        source="a.csv",
    )
    assert demo.versions("demo") == (version,)


def test_times_come_back_in_utc(publish, plain, now):
    """A time in another zone is the same moment, given back in UTC."""
    elsewhere = now.astimezone(timezone(timedelta(hours=5, minutes=30)))
    version, _ = publish(plain(1), fetched=elsewhere)
    assert version.fetched == now
    assert version.fetched.utcoffset() == timedelta(0)


def test_time_without_a_zone_is_refused(publish, plain, now):
    """A naive time is never guessed at."""
    with pytest.raises(CribleError):
        publish(plain(1), fetched=now.replace(tzinfo=None))


def test_same_content_is_the_same_version(publish, demo, plain, full):
    """The current content again, in any order, makes no second version."""
    first, _ = publish(plain(2), full)
    again, is_new = publish(full, plain(2), published=date(2026, 11, 20))
    assert (again, is_new) == (first, False)
    assert len(demo.versions("demo")) == 1


def test_version_in_between_is_noticed(publish, demo, plain):
    """Content that was held against a version that is no longer the newest is refused."""
    publish(plain(1), after=0)
    with pytest.raises(ListRefused, match="meantime"):
        publish(plain(2), after=0)
    _, is_new = publish(plain(1), after=7)
    assert not is_new
    version, _ = publish(plain(2), after=1)
    assert version.number == 2


def test_content_taken_back_is_a_new_version(publish, demo, plain):
    """A publisher who returns to earlier content makes a third version, equal to it."""
    first, _ = publish(plain(1))
    publish(plain(1), plain(2))
    third, is_new = publish(plain(1))
    assert is_new
    assert (third.number, third.version) == (3, first.version)
    assert [entry.id for entry in demo.entries("demo")] == ["demo:1"]


def test_unchanged_entries_cost_nothing(publish, demo, plain):
    """A further version stores only the entries that were added or changed."""
    publish(*map(plain, range(10)))
    assert _revisions(demo) == 10
    publish(*map(plain, range(9)), plain(10), plain(8 + 3, "Changed"))
    assert _revisions(demo) == 12
    publish(plain(0, "Changed"), *map(plain, range(1, 9)))
    assert _revisions(demo) == 13


@pytest.mark.parametrize(
    "change",
    [
        {"id": "other:1"},
        {"id": "demo:"},
        {"id": "demo"},
        {"list": "other"},
        {"names": ()},
        {"names": (Name(" "),)},
        {"names": (Name("a\x00b"),)},
        {"names": (Name("a\\\x00b"),)},
        {"names": (Name("a\ud800b"),)},
        {"remarks": "\x00"},
        {"raw": (("field", "\udfff"),)},
        {"id": "demo:\ud800"},
        {"relations": (Relation("owns", "demo:2", float("nan")),)},
    ],
    ids=str,
)
def test_bad_entry_refuses_the_list(publish, demo, plain, full, change):
    """An entry that cannot be kept as it is refuses the list, and the last stays."""
    before, _ = publish(plain(2))
    with pytest.raises(ListRefused) as caught:
        publish(plain(2), replace(full, **change))
    assert caught.value.where.isascii()
    assert demo.versions("demo") == (before,)
    assert list(demo.entries("demo")) == [plain(2)]


def test_duplicate_id_refuses_the_list(publish, demo, plain):
    """Two entries with one id refuse the list and name the id."""
    with pytest.raises(ListRefused, match="demo:1"):
        publish(plain(1), plain(2), plain(1, "Other"))
    assert demo.versions("demo") == ()


def test_rejects_come_back_in_order(publish, demo, plain):
    """Rejects keep their order and whatever bytes made them rejects."""
    rejects = tuple(
        Reject(f"a.csv:{line}", "not text", excerpt)
        for line, excerpt in enumerate(["\x00", "\ud83d\ude00", "␛0000", "\\u0000", ""])
    )
    version, _ = publish(plain(1), rejects=rejects)
    assert demo.rejects("demo", version.version) == rejects


def test_failure_stands_until_the_next_success(publish, demo, info, plain, now):
    """A failed fetch is shown beside the last good version, and gone once it works."""
    version, _ = publish(plain(1))
    later = now + timedelta(hours=1)
    demo.record_failure("demo", at=later, reason="404", source="https://example.org/")
    assert demo.list_rows() == (
        ListRow(info, version, later, "404", now, later, "404"),
    )
    again = later + timedelta(hours=1)
    publish(plain(1), fetched=again)
    assert demo.list_rows() == (ListRow(info, version, None, "", again, later, "404"),)


def test_failure_before_any_version(demo, info, now):
    """A list that never loaded shows why, and no version."""
    demo.record_failure("demo", at=now, reason="shrank \ud800")
    why = "shrank \ud800"
    assert demo.list_rows() == (ListRow(info, None, now, why, None, now, why),)


@pytest.mark.parametrize("key", ["absent", "", "\x00", "\ud800"])
def test_unknown_list(store, plain, now, key):
    """Every call about a list that was never saved says that there is none."""
    for call in (
        lambda: store.publish(key, [plain(1, key=key)], published=None, fetched=now),
        lambda: store.record_failure(key, at=now, reason="x"),
        lambda: store.versions(key),
        lambda: store.entries(key),
        lambda: store.rejects(key, "0123456789ab"),
    ):
        with pytest.raises((UnknownThing, ListRefused)):
            call()


def test_unknown_version(publish, demo, plain):
    """A version that is not there is an error, as is the newest of a list without."""
    with pytest.raises(UnknownThing, match="never been loaded"):
        demo.entries("demo")
    publish(plain(1))
    for version in ("0123456789ab", "", "\x00"):
        with pytest.raises(UnknownThing, match="no version"):
            demo.entries("demo", version)
        with pytest.raises(UnknownThing, match="no version"):
            demo.rejects("demo", version)
