"""The local run: every row comes out once, and the manifest proves it."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import os

import pytest

from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.local import run
from crible.errors import FileRefused, ListsUnavailable, UsageError
from crible.usecases.services import Limits


def _job(tmp_path, text, **options):
    source = tmp_path / "in.csv"
    source.write_text(text, encoding="utf-8")
    return Job(source, tmp_path / "out.csv", Reading(), "tester", **options)


def _rows(job):
    with job.target.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MIXED = "id,name\n007,IEMZ Koupol\n1e5,Quiet Meadow Dairy\n-3,\n0x1F,Almaz-Antey\n"


def test_rows_keep_their_order_and_their_cells(services, tmp_path):
    """The result has one row for one row, and no number was made of any text."""
    job = _job(tmp_path, MIXED)
    run(services, job)
    rows = _rows(job)
    assert [row["id"] for row in rows] == ["007", "1e5", "'-3", "0x1F"]
    assert [row["outcome"] for row in rows] == ["match", "clear", "error", "match"]


def test_hit_columns_describe_the_best_hit(services, tmp_path):
    """Entry, list, caption, status, score, band, name and reason stand in the row."""
    job = _job(tmp_path, MIXED)
    run(services, job)
    row = _rows(job)[0]
    assert row["entry"] == "press:iemz-kupol"
    assert row["list"] == "press"
    assert row["caption"] == "IEMZ Kupol"
    assert row["status"] == "linked"
    assert row["matched_name"] == "IEMZ Koupol"
    assert row["band"] == "strong"
    assert 0 < float(row["score"]) <= 1
    assert row["reason"]


def test_rows_are_recorded_under_the_batch(services, tmp_path):
    """Each row's screening is stored with the batch it belongs to."""
    job = _job(tmp_path, MIXED)
    done = run(services, job)
    stored = services.store.screenings(batch=done.manifest.batch)
    assert {item.id for item in stored} == {row["screening"] for row in _rows(job)}
    assert {item.channel for item in stored} == {"batch"}
    assert services.store.batches.find(done.manifest.batch).finished is not None


def test_manifest_proves_input_and_output(services, tmp_path):
    """Hashes, counts, snapshot, profile and operator stand in the manifest."""
    job = _job(tmp_path, MIXED)
    done = run(services, job)
    manifest = json.loads(done.manifest_path.read_text(encoding="utf-8"))
    for side, path in (("input", job.source), ("output", job.target)):
        assert manifest[side]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert manifest["counts"] == {"match": 2, "review": 0, "clear": 1, "error": 1}
    assert sum(manifest["counts"].values()) == manifest["input"]["rows"] == 4
    assert manifest["snapshot"] == services.live.current().snapshot.id
    assert manifest["profile"] == services.profile.id
    assert manifest["operator"] == "tester"
    assert {item["key"] for item in manifest["lists"]} == {"press", "ofac-sdn"}


def test_hits_only_keeps_errors(services, tmp_path):
    """A row in error is never left out: nobody has cleared it."""
    job = _job(tmp_path, MIXED, hits_only=True)
    done = run(services, job)
    assert [row["outcome"] for row in _rows(job)] == ["match", "error", "match"]
    assert done.manifest.counts["clear"] == 1


def test_small_steps_only_make_more_of_them(services, tmp_path):
    """However short the steps, every row is there, and the cap on one call is none."""
    small = dataclasses.replace(services, limits=Limits(subjects=2))
    job = _job(tmp_path, "name\n" + "IEMZ Koupol\n" * 5)
    steps = []
    done = run(small, job, progress=lambda at: steps.append(at.rows), step=2)
    assert steps == [2, 4, 5]
    assert done.manifest.counts["match"] == 5


def test_lists_and_threshold_hold_for_every_row(services, tmp_path):
    """Only the lists asked for are looked at, and the manifest says so."""
    job = _job(tmp_path, MIXED, lists=("ofac-sdn",), threshold=0.9)
    done = run(services, job)
    assert done.manifest.counts["match"] == 0
    assert done.manifest.as_dict()["threshold"] == 0.9
    assert [item["key"] for item in done.manifest.as_dict()["lists"]] == ["ofac-sdn"]


def test_list_published_meanwhile_does_not_mix_in(
    services, tmp_path, data_folder, publish_list
):
    """All rows are screened against the snapshot of the start."""
    entries = tuple(services.store.entries("ofac-sdn"))
    more = dataclasses.replace(
        entries[0],
        id="ofac-sdn:2",
        names=(dataclasses.replace(entries[0].names[0], text="Quiet Meadow Dairy"),),
    )
    job = _job(tmp_path, "name\n" + "Quiet Meadow Dairy\n" * 3)
    done = run(
        services,
        job,
        step=1,
        progress=lambda at: (
            publish_list(data_folder, "ofac-sdn", (*entries, more))
            if at.rows == 1
            else None
        ),
    )
    assert done.manifest.counts["clear"] == 3
    stored = services.store.screenings(batch=done.manifest.batch)
    assert {item.snapshot for item in stored} == {done.manifest.snapshot}


def test_existing_result_is_kept_without_overwrite(services, tmp_path):
    """A result is proof: it is replaced only when that is asked for."""
    job = _job(tmp_path, MIXED)
    run(services, job)
    before = job.target.read_bytes()
    with pytest.raises(UsageError, match="--overwrite"):
        run(services, job)
    assert job.target.read_bytes() == before
    assert not list(tmp_path.glob(".out*"))
    run(services, dataclasses.replace(job, overwrite=True))
    assert job.target.read_bytes() != before


def test_input_is_never_overwritten(services, tmp_path):
    """Not even when overwriting is allowed, and not through a link."""
    job = _job(tmp_path, MIXED, overwrite=True)
    link = tmp_path / "link.csv"
    link.symlink_to(job.source)
    for target in (job.source, link):
        with pytest.raises(UsageError, match="overwrite the input"):
            run(services, dataclasses.replace(job, target=target))
    assert job.source.read_text(encoding="utf-8") == MIXED


@pytest.mark.parametrize("name", ["out.xls", "out.json", "folder", "no/out.csv"])
def test_target_that_cannot_be_is_refused(name, services, tmp_path):
    """A type that crible does not write, a folder, a place that is not there."""
    (tmp_path / "folder").mkdir()
    job = _job(tmp_path, MIXED)
    with pytest.raises(FileRefused):
        run(services, dataclasses.replace(job, target=tmp_path / name))


def test_unknown_list_leaves_no_result(services, tmp_path):
    """Nothing is written when there is nothing to screen against."""
    job = _job(tmp_path, MIXED, lists=("un-sc",))
    with pytest.raises(ListsUnavailable):
        run(services, job)
    assert not job.target.exists()


def test_interrupted_run_leaves_nothing_like_a_result(services, tmp_path):
    """A run that is stopped leaves a hidden folder to go on from, and no result."""
    job = _job(tmp_path, MIXED)

    def stop(_at):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(services, job, progress=stop)
    assert {path.name for path in tmp_path.iterdir()} == {
        "in.csv",
        "crible-data",
        ".out.csv.crible",
    }
    assert not list(tmp_path.glob(".out.csv.crible/*.csv"))


PARTIES = (
    "reference,company name,director,bank,country\n"
    "1,Quiet Meadow,IEMZ Koupol,-,GB\n"
    "2,,Almaz-Antey,,RU\n"
    "3,Quiet Meadow,Somebody Else,Quiet Bank,GB\n"
)


def test_every_name_of_a_row_is_screened(services, tmp_path):
    """A hit on a director is one of the row, and the column that hit is named."""
    told = [("name", "company name"), ("name", "director"), ("name", "bank")]
    job = dataclasses.replace(_job(tmp_path, PARTIES), reading=Reading(told))
    done = run(services, job)
    found = [(row["outcome"], row["matched_column"]) for row in _rows(job)]
    assert found == [("match", "director"), ("match", ""), ("clear", "")]
    assert done.manifest.as_dict()["input"]["names"] == 6
    stored = services.store.screenings(batch=done.manifest.batch)
    assert {item.subject.name for item in stored} == {
        "Quiet Meadow",
        "IEMZ Koupol",
        "Almaz-Antey",
        "Somebody Else",
        "Quiet Bank",
    }
    # What describes the counterparty does not describe its director.
    director = next(item for item in stored if item.subject.name == "IEMZ Koupol")
    assert (director.subject.countries, director.subject.reference) == ((), "1")


def test_row_with_one_unreadable_party_is_an_error(services, tmp_path):
    """Nobody has cleared such a row; what was found of the others is told with it."""
    text = f"name,company\nIEMZ Koupol,{'x' * 2000}\n"
    job = _job(tmp_path, text)
    run(services, job)
    row = _rows(job)[0]
    assert (row["outcome"], row["entry"]) == ("error", "press:iemz-kupol")
    assert row["reason"].startswith("line 2: column company: The name has 2000")


def test_second_header_is_an_error_and_no_name(services, tmp_path):
    """Files put together, or headed in two languages, do not screen their headings."""
    text = "name,country\nНаименование,Страна\nIEMZ Koupol,RU\nname,country\nA B,GB\n"
    job = _job(tmp_path, text)
    done = run(services, job)
    outcomes = [row["outcome"] for row in _rows(job)]
    assert outcomes == ["error", "match", "error", "clear"]
    assert [error.split(":")[0] for error in done.errors] == ["line 2", "line 4"]


def test_text_of_an_unreadable_row_is_told(services, tmp_path):
    """What has no place under the headings stands in the reason."""
    job = _job(tmp_path, "name,x\nAlmaz-Antey,1,surplus,more\nA B,2\n")
    run(services, job)
    row = _rows(job)[0]
    assert (row["name"], row["x"]) == ("Almaz-Antey", "1")
    assert row["reason"].endswith("It reads: surplus | more")


def test_all_hits_has_a_row_for_each(services, tmp_path, data_folder, publish_list):
    """Every hit stands in a row of its own, best first, with the same count."""
    twin = dataclasses.replace(
        next(services.store.entries("press")), id="ofac-sdn:77", list="ofac-sdn"
    )
    publish_list(data_folder, "ofac-sdn", (twin,))
    services.live.refresh()
    name = twin.names[0].text
    job = _job(tmp_path, f"name\nQuiet Meadow\n{name}\n", all_hits=True)
    done = run(services, job)
    rows = _rows(job)
    assert [row["outcome"] for row in rows] == ["clear", "match", "match"]
    assert {row["entry"] for row in rows[1:]} == {twin.id, "press:" + name.lower()}
    assert {row["hits"] for row in rows[1:]} == {"2"}
    assert sum(done.manifest.counts.values()) == 2
    # Whichever of the two is told, the other is said to be the same subject.
    assert rows[1]["also"] == rows[2]["entry"]


def test_subject_takes_every_known_column(services, tmp_path):
    """Aliases, countries, kind, numbers, dates and reference reach the record."""
    text = (
        "ref;name;aka;country;type;birth date;ИНН;identifier\n"
        "7;Quiet Meadow;Meadow|Quiet;RU, CN;Юрлицо;1970;007;lei: X1|ИНН: 42;\n"
    ).replace("42;", "42")
    job = _job(tmp_path, text)
    done = run(services, job)
    subject = services.store.screenings(batch=done.manifest.batch)[0].subject
    assert subject.reference == "7"
    assert subject.aliases == ("Meadow", "Quiet")
    assert subject.countries == ("ru", "cn")
    assert subject.kind == "company"
    assert subject.birth_date == "1970"
    assert [(item.scheme, item.value) for item in subject.identifiers] == [
        ("inn", "007"),
        ("lei", "X1"),
        ("inn", "42"),
    ]


def test_cells_that_are_not_understood_are_counted(services, tmp_path):
    """A country that nobody knows widens the search and is said."""
    job = _job(tmp_path, "name,country,kind,dob\nQuiet Meadow,Atlantis,thing,soon\n")
    done = run(services, job)
    assert done.manifest.as_dict()["input"]["cells_not_understood"] == {
        "country": 1,
        "kind": 1,
        "birth_date": 1,
    }
    assert len(done.notes) == 3


def test_ten_megabyte_cell_is_one_error_row(services, tmp_path):
    """A cell of 10 MB is refused alone; the rows around it are screened."""
    job = _job(
        tmp_path, f"name,x\nIEMZ Koupol,1\n{'A' * 10_000_000},2\nAlmaz-Antey,3\n"
    )
    done = run(services, job)
    assert [row["outcome"] for row in _rows(job)] == ["match", "error", "match"]
    assert done.errors[0].startswith("line 3:")
    assert job.target.stat().st_size < 10_000


def test_summary_names_the_best_hits_first(services, tmp_path):
    """The best hits of the run come sorted by score, with their lines."""
    job = _job(tmp_path, "name\nAlmaz Antey Telecom\nQuiet Meadow\nIEMZ Koupol\n")
    done = run(services, job)
    assert [top.line for top in done.top] == [4, 2]


def test_result_never_replaces_what_is_no_file(services, tmp_path):
    """A pipe or a device is refused, told to overwrite or not, and stays what it is."""
    source = tmp_path / "in.csv"
    source.write_text("name\nIEMZ Koupol\n", encoding="utf-8")
    target = tmp_path / "out.csv"
    os.mkfifo(target)
    with pytest.raises(FileRefused, match="regular file"):
        run(services, Job(source, target, Reading(), "t", overwrite=True))
    assert target.is_fifo()
