"""The second night: only what changed is screened, and a full run says the same."""

from __future__ import annotations

import csv
import dataclasses
import json
import random

import pytest
from tests.conftest import PRESS

from crible.batch import ledger as ledgers
from crible.batch import secondnight, tracefile
from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.ledger import KnownHit
from crible.batch.local import run
from crible.batch.secondnight import changes_of
from crible.errors import UnknownThing
from crible.model import Entry, Identifier, Name

FIRST = "id,name\n1,IEMZ Koupol\n2,Quiet Meadow\n3,Almaz-Antey\n4,Silent Brook Ltd\n"
NEW = Entry("press:brook", "press", "company", (Name("Silent Brook", "primary"),))


def _screen(services, folder, text, **options):
    folder.mkdir(exist_ok=True)
    source = folder / "in.csv"
    source.write_text(text, encoding="utf-8")
    job = Job(source, folder / "out.csv", Reading(), "t", overwrite=True, **options)
    return run(services, job)


def _rows(done, folder):
    """The rows of a result without the ids, which differ from run to run."""
    with (folder / "out.csv").open(encoding="utf-8") as file:
        return [
            {key: row[key] for key in row if key not in {"screening", "batch"}}
            for row in csv.DictReader(file)
        ]


def _changes(done):
    with done.changes.open(encoding="utf-8") as file:
        return [
            (row["change"], row["name"], row["entry"]) for row in csv.DictReader(file)
        ]


@pytest.fixture
def republish(services, data_folder, publish_list):
    """Publish the press list anew and take notice of it."""

    def publish(entries):
        publish_list(data_folder, "press", tuple(entries))
        services.live.refresh()

    return publish


def test_nothing_changed_screens_next_to_nothing(services, tmp_path):
    """The same file against the same lists screens only what had a hit."""
    _screen(services, tmp_path / "a", FIRST)
    done = _screen(services, tmp_path / "b", FIRST, since="last")
    assert _rows(done, tmp_path / "b") == _rows(done, tmp_path / "a")
    delta = done.manifest.as_dict()["since"]
    assert (delta["screened"], delta["carried_over"]) == (2, 2)
    assert delta["subjects"] == {"new": 0, "same": 4, "gone": 0}
    assert _changes(done) == []


def test_changes_on_both_sides_are_told(services, tmp_path, republish):
    """New subjects, new entries, gone ones: each hit that came or went has a line."""
    _screen(services, tmp_path / "a", FIRST)
    republish([*PRESS[1:], NEW])
    text = FIRST.replace("3,Almaz-Antey\n", "5,Wuhan Gaoxin\n") + "6,Almaz Antey\n"
    done = _screen(services, tmp_path / "b", text, since="last")
    delta = done.manifest.as_dict()["since"]
    assert delta["entries"] == {"added": 1, "changed": 0, "removed": 1}
    assert delta["subjects"] == {"new": 2, "same": 3, "gone": 1}
    found = _changes(done)
    assert ("new", "Silent Brook Ltd", "press:brook") in found
    assert ("new", "Almaz Antey", "press:almaz-antey") in found
    assert ("gone", "IEMZ Koupol", "press:iemz-kupol") in found
    assert ("gone", "Almaz-Antey", "press:almaz-antey") in found
    full = _screen(services, tmp_path / "c", text)
    assert _rows(full, tmp_path / "c") == _rows(done, tmp_path / "b")


WORDS = (
    "almaz antey kupol iemz orion meadow quiet silent brook trade bank north star "
    "rosneft volga holding ural plant titan works"
).split()
SYLLABLES = "ba dor ka lim mor ne pol ra sun tov ur vel zin ost gra".split()
FORMS = ("", "Ltd", "OOO", "GmbH", "JSC")


def _name(draw):
    words = [
        draw.choice(WORDS)
        if draw.random() < 0.2
        else "".join(draw.sample(SYLLABLES, 3))
        for _ in range(draw.randint(1, 3))
    ]
    name = " ".join(words).title()
    return f"{name} {draw.choice(FORMS)}".strip()


def _spoilt(draw, name):
    """The name as somebody else would write it."""
    way = draw.randrange(9)
    if way == 0 and len(name) > 6:
        place = draw.randrange(1, len(name) - 1)
        return name[:place] + name[place + 1 :]
    if way == 1:
        return name.upper()
    if way == 2:
        return " ".join(reversed(name.split()))
    if way == 3:
        return name.replace(" ", "", 1)
    if way == 4:
        return name.replace("k", "c").replace("u", "ou")
    if way == 5:
        cyrillic = str.maketrans("abgdeiklmnoprstuvz", "абгдеиклмнопрстувз")
        return name.lower().translate(cyrillic)
    if way == 7:
        return name.replace(" ", draw.choice("aoe"), 1)
    if way == 6 and len(name.split()) > 2:
        return "".join(word[0] for word in name.split())
    return name


def _entries(draw, count, start=0):
    return [
        Entry(
            f"press:e{number}",
            "press",
            draw.choice(["company", "person", "vessel"]),
            tuple(
                Name(_name(draw), "primary" if place == 0 else "alias")
                for place in range(draw.randint(1, 3))
            ),
            identifiers=(
                (Identifier("inn", f"77{number:08}"),) if number % 3 == 0 else ()
            ),
        )
        for number in range(start, start + count)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_second_night_equals_a_full_run(seed, services, tmp_path, republish):
    """Whatever changes in file and lists, the outcome is that of a full run."""
    draw = random.Random(seed)
    before = _entries(draw, 120)
    republish(before)
    listed = [name.text for entry in before for name in entry.names]
    came = _entries(draw, 8, start=1000)
    listed += [name.text for entry in came for name in entry.names]
    subjects = [
        _spoilt(draw, draw.choice(listed)) if draw.random() < 0.3 else _name(draw)
        for _ in range(250)
    ]
    numbers = [
        f"77{draw.randrange(1100):08}" if draw.random() < 0.1 else "" for _ in subjects
    ]

    def text():
        rows = zip(subjects, numbers, strict=True)
        lines = [f"{at},{name},{number}" for at, (name, number) in enumerate(rows)]
        return "\n".join(["id,name,inn", *lines]) + "\n"

    _screen(services, tmp_path / "a", text())
    changed = [
        dataclasses.replace(entry, names=(Name(_name(draw), "primary"),))
        for entry in before[:3]
    ]
    republish([*changed, *before[6:], *came])
    for place in range(0, 250, 25):
        subjects[place] = _name(draw)
    done = _screen(services, tmp_path / "b", text(), since="last")
    full = _screen(services, tmp_path / "c", text())
    assert _rows(done, tmp_path / "b") == _rows(full, tmp_path / "c")
    assert done.manifest.as_dict()["since"]["carried_over"] > 20


def test_third_night_goes_on_from_what_the_second_kept(services, tmp_path, republish):
    """Whoever was carried over can be carried over again, and new entries find them."""
    _screen(services, tmp_path / "a", FIRST)
    republish([*PRESS, NEW])
    second = _screen(services, tmp_path / "b", FIRST, since="last")
    meadow = Entry("press:m", "press", "company", (Name("Quiet Meadow Ltd"),))
    republish([*PRESS, NEW, meadow])
    third = _screen(services, tmp_path / "c", FIRST, since="last")
    assert second.manifest.as_dict()["since"]["carried_over"] == 1
    assert not any("noted" in note for note in (*second.notes, *third.notes))
    full = _screen(services, tmp_path / "d", FIRST)
    assert _rows(third, tmp_path / "c") == _rows(full, tmp_path / "d")
    assert ("new", "Quiet Meadow", "press:m") in _changes(third)


@pytest.mark.parametrize("damage", ["gone", "cut", "changed", "other code"])
def test_without_traces_names_are_read_again(damage, services, tmp_path, republish):
    """The outcome is the same when nothing usable was noted, and that is said."""
    first = _screen(services, tmp_path / "a", FIRST)
    path = tracefile.path_of(secondnight.folder_of(services), first.manifest.batch)
    content = path.read_bytes()
    head = content.index(b"\n")
    path.write_bytes(
        {
            "gone": b"",
            "cut": content[:-20],
            "changed": content[: head + 60] + b"?" + content[head + 61 :],
            "other code": content.replace(tracefile.edition().encode(), b"0" * 32),
        }[damage]
    )
    if damage == "gone":
        path.unlink()
    republish([*PRESS, NEW])
    done = _screen(services, tmp_path / "b", FIRST, since="last")
    full = _screen(services, tmp_path / "c", FIRST)
    assert any("noted of its names" in note for note in done.notes)
    assert done.manifest.as_dict()["since"]["carried_over"] == 1
    assert _rows(done, tmp_path / "b") == _rows(full, tmp_path / "c")


def test_other_terms_screen_everything(services, tmp_path):
    """A batch with another threshold is compared with, and nothing is left out."""
    _screen(services, tmp_path / "a", FIRST)
    done = _screen(services, tmp_path / "b", FIRST, since="last", threshold=0.95)
    assert done.manifest.as_dict()["since"]["carried_over"] == 0
    assert any("threshold" in note for note in done.notes)


def test_first_night_has_nothing_to_go_on_from(services, tmp_path):
    """With no earlier batch everything is screened, and that is said; ids must exist."""
    done = _screen(services, tmp_path / "a", FIRST, since="last")
    assert "since" not in done.manifest.as_dict()
    assert "No earlier batch" in done.notes[0]
    with pytest.raises(UnknownThing):
        _screen(services, tmp_path / "b", FIRST, since="no-such-batch")


def test_stale_list_carries_no_clear_over(
    services, tmp_path, data_folder, publish_list
):
    """What was clear yesterday is an error today when a list has grown too old."""
    _screen(services, tmp_path / "a", FIRST)
    old = Entry("ofac-sdn:1", "ofac-sdn", "vessel", (Name("GOLDEN EXAMPLE REEF"),))
    publish_list(data_folder, "ofac-sdn", (old,), days_ago=900, fresh_days=1)
    services.live.refresh()
    done = _screen(services, tmp_path / "b", FIRST, since="last")
    assert done.manifest.counts["clear"] == 0
    assert done.manifest.counts["error"] == 2


def test_manifest_of_a_second_night_is_json(services, tmp_path):
    """What the run went on from stands in the manifest beside the result."""
    first = _screen(services, tmp_path / "a", FIRST)
    done = _screen(services, tmp_path / "b", FIRST, since=first.manifest.batch)
    manifest = json.loads(done.manifest_path.read_text(encoding="utf-8"))
    assert manifest["since"]["batch"] == first.manifest.batch


def test_hits_are_compared_by_subject_and_entry():
    """A hit of the same pair is changed only when score, band or name are."""
    hit = KnownHit("s", "e", 0.9, "strong", "A", "1", 2)
    moved = dataclasses.replace(hit, line=9, reference="7")
    weaker = dataclasses.replace(hit, score=0.7, band="review")
    other = dataclasses.replace(hit, entry="f")
    assert changes_of([hit], [moved]) == []
    assert [change.what for change in changes_of([hit], [weaker])] == ["changed"]
    assert {change.what for change in changes_of([hit], [other])} == {"new", "gone"}


def test_weights_are_held_against_those_of_the_screening(services, tmp_path, republish):
    """However many nights carry a subject over: words are weighed as when it was asked."""
    first = _screen(services, tmp_path / "a", FIRST)
    republish([*PRESS, NEW])
    second = _screen(services, tmp_path / "b", FIRST, since="last")
    republish(PRESS)
    third = _screen(services, tmp_path / "c", FIRST, since="last")
    folder = secondnight.folder_of(services)
    weighed = [
        ledgers.read(folder, done.manifest.batch).meta["weighed"]
        for done in (first, second, third)
    ]
    assert weighed == [first.manifest.snapshot] * 3
    assert second.manifest.snapshot != first.manifest.snapshot
