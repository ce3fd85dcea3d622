"""The sieve: each different subject once, and never another answer for it."""

from __future__ import annotations

import pytest

from crible.batch import sieve as sieves
from crible.batch.digests import of_subject
from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.local import run
from crible.batch.records import Record
from crible.batch.rows import Party, Row
from crible.batch.sieve import Sieve
from crible.model import Identifier, Problem, Subject
from crible.usecases.screening import Call, prepare
from crible.usecases.verdicts import verdict

NAMES = [
    "IEMZ Koupol",
    "Quiet Meadow",
    "Almaz-Antey",
    "Somebody",
    "武汉高芯科技有限公司",
]


def _rows(names):
    return [
        Row(
            Record(place, (name,)),
            (Party("name", Subject(name, reference=str(place))),),
        )
        for place, name in enumerate(names)
    ]


def _sieve(services, **options):
    loaded, terms = prepare(services, Call("t", "batch"))
    return Sieve(loaded.screener, loaded.listings, terms, **options), loaded, terms


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_subjects_that_repeat_are_screened_once(services, workers, chunk):
    """Each row has the verdict on its own subject, however often it came before."""
    names = [NAMES[place % 5] for place in range(33)]
    sieve, loaded, terms = _sieve(services, workers=workers, chunk=chunk)
    found = [item for part in sieve.each(_rows(names)) for item in part]
    assert sieve.screened == 5
    assert [row.parties[0].subject.name for row, *_ in found] == names
    for row, verdicts, _ in found:
        subject = row.parties[0].subject
        assert verdicts == (verdict(loaded.screener, loaded.listings, terms, subject),)


def test_memory_of_subjects_is_bounded(services, monkeypatch):
    """Beyond what is remembered a subject is screened again, to the same verdict."""
    monkeypatch.setattr(sieves, "_REMEMBERED", 2)
    names = [NAMES[place % 5] for place in range(10)]
    sieve, _, _ = _sieve(services, chunk=3)
    found = [item.verdicts for part in sieve.each(_rows(names)) for item in part]
    assert found[:5] == found[5:]
    assert sieve.screened == 10


def test_unreadable_row_is_never_screened(services):
    """A row that is known to be broken keeps its problem."""
    problem = Problem("subject-refused", "Refused", "No.")
    row = Row(Record(2, ()), (Party("name", problem),))
    sieve, _, _ = _sieve(services)
    assert [
        [item.verdicts[0].problem for item in part] for part in sieve.each([row])
    ] == [[problem]]
    assert sieve.screened == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_what_fails_unforeseen_costs_its_own_row_alone(services, workers):
    """A name at which the engine breaks is an error that does not quote it."""

    class Breaking:
        """An engine that breaks at one name."""

        def __init__(self, screener):
            self._screener = screener

        def screen_subject(self, subject, **options):
            if subject.name == "Somebody":
                raise ZeroDivisionError(subject.name)
            return self._screener.screen_subject(subject, **options)

    loaded, terms = prepare(services, Call("t", "batch"))
    sieve = Sieve(
        Breaking(loaded.screener), loaded.listings, terms, workers=workers, chunk=2
    )
    found = [item for part in sieve.each(_rows(NAMES)) for item in part]
    outcomes = [item.verdicts[0].outcome for item in found]
    assert [outcome == "error" for outcome in outcomes] == [
        name == "Somebody" for name in NAMES
    ]
    problem = found[3].verdicts[0].problem
    assert "ZeroDivisionError" in problem.detail
    assert "Somebody" not in problem.detail


def test_only_the_reference_is_no_part_of_a_subject():
    """Two rows are one subject when everything that decides the answer agrees."""
    subject = Subject("A", ("B",), "company", ("ru",), reference="1")
    same = Subject("A", ("B",), "company", ("ru",), reference="2")
    others = [
        Subject("A", ("B",), "person", ("ru",)),
        Subject("A", (), "company", ("ru",)),
        Subject("A", ("B",), "company", ("ru",), (Identifier("inn", "1"),)),
        Subject("A", ("B",), "company", ("ru",), birth_date="1970"),
    ]
    assert of_subject(subject) == of_subject(same)
    assert len({of_subject(subject), *map(of_subject, others)}) == 5


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_number_of_processes_changes_no_byte(ending, services, tmp_path):
    """One process or three: the results are the same to the byte."""
    rows = "".join(
        f"{place},{NAMES[place % 5]} {place % 700}\n" for place in range(900)
    )
    source = tmp_path / "in.csv"
    source.write_text("id,name\n" + rows, encoding="utf-8")
    made = set()
    for workers in (1, 3):
        folder = tmp_path / str(workers)
        folder.mkdir()
        job = Job(source, folder / f"out{ending}", Reading(), "t", workers=workers)
        done = run(services, job)
        content = job.target.read_bytes()
        if ending == ".csv":
            content = content.replace(done.manifest.batch[:-12].encode(), b"")
            content = content.replace(done.manifest.batch[-12:].encode(), b"")
            made.add(content)
        else:
            made.add(len(content) // 1000)
    assert len(made) == 1
