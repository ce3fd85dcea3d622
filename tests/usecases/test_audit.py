"""The audit trail: what it remembers, and what it notices. On both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from crible import bootstrap, settings
from crible.errors import FileRefused, UsageError
from crible.model import Subject
from crible.store.rows import AuditEvent, PortfolioRow
from crible.usecases import (
    audit,
    audit_verify,
    batches,
    checkpoints,
    keys,
    retention,
)
from crible.usecases.screening import Call, scan, screen

CALL = Call(actor="a key", channel="http")


def _screened(world, *names):
    """Screen names in one call; gives the ids of the records."""
    answer = screen(world, [Subject(name) for name in names], CALL)
    return [item.id for item in answer.screenings]


@pytest.fixture
def trail(world, load, clock):
    """Services whose trail has rows of several kinds."""
    load("press", {"kupol": ["IEMZ Kupol"]})
    clock.move(minutes=1)
    _screened(world, "IEMZ Kupol", "Nobody at all")
    clock.move(minutes=1)
    scan(world, "IEMZ Kupol builds drones in Izhevsk.", CALL)
    keys.create(world, "desk", ["screen"], actor="ada")
    _screened(world, "Another One")
    return world


def _faults(world, **kept):
    return [
        (fault.seq, fault.what, fault.thing.split()[0])
        for fault in audit_verify.verify(world, **kept).faults
    ]


def _sql(world, statement, **values):
    with world.store._database.writing() as connection:
        connection.execute(text(statement), values)


def test_a_trail_that_nobody_touched_verifies(trail):
    """Every act is a row, and every row and record is as it was."""
    report = audit_verify.verify(trail)
    assert report.faults == []
    assert report.screenings == 4
    with trail.store.trail.view() as view:
        rows = list(view.rows())
    assert [row.action for row in rows] == [
        "chain-begun", "list-published", "screened", "screened", "key-created",
        "screened",
    ]  # fmt: skip
    assert report.rows == report.head[0] == len(rows)


def test_the_hash_can_be_computed_by_anybody(trail):
    """An exported row hashes to its own hash with nothing but a JSON library."""
    lines = list(audit.export(trail))
    previous = "0" * 64
    for line in lines[1:]:
        row = dict(line["row"])
        value = row.pop("hash")
        plain = json.dumps(row, sort_keys=True, separators=(",", ":"))
        assert sha256(plain.encode()).hexdigest() == value
        assert row["previous"] == previous
        previous = value
    assert lines[0]["hash"] == previous


def test_an_exported_record_hashes_to_what_its_row_keeps(trail):
    """With the records, an export proves itself without the database."""
    kept = {}
    for line in audit.export(trail, records=True):
        if "row" in line:
            kept |= line["row"]["body"].get("screenings", {})
        if "screening" in line:
            plain = json.dumps(line["screening"], sort_keys=True, separators=(",", ":"))
            digest = kept.pop(line["screening"]["id"])
            assert sha256(plain.encode()).hexdigest() == digest
    assert kept == {}


def test_no_screened_name_is_in_the_trail(trail):
    """The trail holds ids and hashes of screenings, so that it may be shown."""
    assert "kupol" not in json.dumps(list(audit.export(trail))).lower().replace(
        "press:kupol", ""
    )


_COPY = """
    INSERT INTO screenings
    SELECT 'x' || id, at, actor, channel, operation, outcome, threshold, snapshot,
        profile, batch, subject, lists, hits, mentions, problem, as_of, "limit", format
    FROM screenings WHERE operation = 'scan'
"""


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        (
            "UPDATE audit SET actor = 'nobody' WHERE seq = 3",
            [(3, "changed", "row")],
        ),
        (
            "UPDATE audit SET body = 'no json' WHERE seq = 5",
            [(5, "changed", "row")],
        ),
        (
            """UPDATE audit SET body = '{"number": "x", "count": []}' WHERE seq < 3""",
            [(1, "changed", "row"), (2, "changed", "row"), (2, "missing", "version")],
        ),
        (
            "DELETE FROM audit WHERE seq = 5",
            [(5, "missing", "row")],
        ),
        (
            "DELETE FROM audit WHERE seq IN (2, 5)",
            [(2, "missing", "row"), (5, "missing", "row")],
        ),
        (
            "UPDATE screenings SET actor = '' WHERE outcome = 'match' AND operation <> 'scan'",
            [(3, "changed", "screening")],
        ),
        (
            "UPDATE screenings SET hits = '[]' WHERE operation = 'scan'",
            [(4, "changed", "screening")],
        ),
        (
            "DELETE FROM screenings WHERE operation = 'scan'",
            [(4, "missing", "screening")],
        ),
        (
            "UPDATE list_versions SET sha256 = 'x'",
            [(2, "changed", "version")],
        ),
        (
            "UPDATE audit_head SET hash = 'x'",
            [(6, "changed", "row")],
        ),
        (
            "UPDATE audit_head SET seq = 9",
            [(7, "missing", "row"), (8, "missing", "row"), (9, "missing", "row")],
        ),
        (
            _COPY,
            [(0, "added", "screening")],
        ),
    ],
)
def test_what_was_tampered_with_is_found(trail, statement, faults):
    """A change of a row, a record or the end is told with its place."""
    _sql(trail, statement)
    assert sorted(_faults(trail)) == sorted(faults)


def test_the_last_row_removed_is_missed(trail):
    """The end of the chain is kept twice."""
    _sql(trail, "DELETE FROM audit WHERE seq = 6")
    assert (6, "missing", "row") in _faults(trail)


def test_two_rows_in_each_other_s_place_are_told_so(trail):
    """Rows that were moved are not taken for rows that were rewritten."""
    for before, after in ((3, 99), (4, 3), (99, 4)):
        _sql(trail, f"UPDATE audit SET seq = {after} WHERE seq = {before}")  # noqa: S608
    found = _faults(trail)
    assert (3, "reordered", "row") in found
    assert (4, "reordered", "row") in found


def test_only_a_checkpoint_kept_elsewhere_reveals_a_trail_written_anew(trail, tmp_path):
    """Whoever rewrites everything cannot rewrite what others hold."""
    signed = checkpoints.sign(trail, tmp_path / "key.pem")
    kept = checkpoints.from_json(json.dumps(checkpoints.as_json(signed)))
    assert kept == signed
    for table in ("audit", "screenings", "checkpoints"):
        _sql(trail, f"DELETE FROM {table}")  # noqa: S608
    _sql(trail, "UPDATE audit_head SET seq = 0, hash = :start", start="0" * 64)
    for _ in range(7):
        _screened(trail, "Innocent")
    assert _faults(trail) == []
    assert _faults(trail, kept=[kept]) == [(6, "changed", "row")]


def test_a_checkpoint_with_a_false_signature_is_forged(trail, tmp_path):
    """A checkpoint is worth what its signature is."""
    signed = checkpoints.sign(trail, tmp_path / "key.pem")
    assert audit_verify.verify(trail).checkpoints == 1
    false = replace(signed, hash="0" * 64)
    assert (signed.seq, "forged", "checkpoint") in _faults(trail, kept=[false])


def test_the_signing_key_is_made_once_and_for_its_owner_alone(trail, tmp_path):
    """The same key signs again, and nobody else may read it."""
    path = tmp_path / "deep" / "key.pem"
    first = checkpoints.sign(trail, path)
    assert path.stat().st_mode & 0o777 == 0o600
    _screened(trail, "One more")
    assert checkpoints.sign(trail, path).key == first.key


def test_a_file_that_holds_no_key_signs_nothing(trail, world, tmp_path):
    """A wrong file is refused rather than replaced."""
    path = tmp_path / "key.pem"
    path.write_text("no key")
    with pytest.raises(FileRefused):
        checkpoints.sign(trail, path)
    assert path.read_text() == "no key"


def test_an_empty_trail_is_not_signed(world, tmp_path):
    """There is nothing to vouch for."""
    with pytest.raises(UsageError):
        checkpoints.sign(world, tmp_path / "key.pem")


def test_what_retention_removes_is_no_fault(trail, clock):
    """After an erasure the trail verifies, and says how much is gone."""
    clock.move(days=10)
    (recent,) = _screened(trail, "Recent")
    done = retention.erase(trail, clock.now - timedelta(days=1), actor="ada")
    assert done.screenings == 4
    report = audit_verify.verify(trail)
    assert report.faults == []
    assert (report.screenings, report.erased) == (1, 4)
    assert trail.store.records.some([recent])
    clock.move(minutes=1)
    assert retention.erase(trail, clock.now, actor="ada").screenings == 1
    assert audit_verify.verify(trail).faults == []


def test_what_is_gone_beyond_what_retention_removed_is_missing(trail, clock):
    """An erasure excuses nothing that came later."""
    clock.move(days=10)
    retention.erase(trail, clock.now - timedelta(days=1), actor="ada")
    _screened(trail, "Recent")
    _sql(trail, "DELETE FROM screenings")
    assert [fault[1:] for fault in _faults(trail)] == [("missing", "screening")]


def test_the_subjects_of_a_portfolio_stay(trail, clock):
    """What is screened again on every update is not removed."""
    snapshot = trail.store.current_snapshot().id
    batches.begin(
        trail,
        "b1",
        started=clock.now,
        actor="ada",
        input_name="customers.csv",
        input_sha256="x",
        snapshot=snapshot,
    )
    screen(trail, [Subject("Customer")], replace(CALL, batch="b1"))
    trail.store.portfolios.save(
        PortfolioRow("all", "b1", "b1", snapshot, clock.now, "ada")
    )
    clock.move(days=10)
    assert retention.erase(trail, clock.now, actor="ada").screenings == 4
    assert [item.subject.name for item in trail.store.screenings()] == ["Customer"]
    assert audit_verify.verify(trail).faults == []


def test_erasing_in_the_future_ends(trail, clock):
    """A moment that has not come removes what there is, once."""
    done = retention.erase(trail, clock.now + timedelta(days=1), actor="ada")
    assert done.screenings == 2
    assert audit_verify.verify(trail).faults == []


def test_screenings_from_before_the_trail_are_vouched_for_together(world, load):
    """A database that was in use before keeps its records, and they are watched."""
    load("press", {"kupol": ["IEMZ Kupol"]})
    _screened(world, "IEMZ Kupol", "Other")
    _sql(world, "DELETE FROM audit")
    _sql(world, "UPDATE audit_head SET seq = 0, hash = :start", start="0" * 64)
    _screened(world, "New")
    assert audit_verify.verify(world).faults == []
    _sql(world, "UPDATE screenings SET actor = 'x' WHERE outcome = 'match'")
    assert _faults(world) == [(1, "changed", "screenings")]


def test_settings_are_remembered_when_they_change(world):
    """A start with the same settings adds nothing."""
    assert audit.note_settings(world, {"workers": 2, "hosts": ("a",)}, "ada")
    assert not audit.note_settings(world, {"workers": 2, "hosts": ("a",)}, "ada")
    assert audit.note_settings(world, {"workers": 3, "hosts": ("a",)}, "ada")


def test_no_secret_is_among_the_settings_of_the_trail():
    """An address of a database may hold a password; its kind alone is kept."""
    found = settings.load(
        {
            "CRIBLE_DATABASE_URL": "postgresql://me:hunter2@host/db",
            "CRIBLE_PROXY": "http://me:hunter2@proxy:3128",
        }
    )
    assert "hunter2" not in json.dumps(found.for_record())


_WRITER = """
import sys
from crible import bootstrap, settings
from crible.model import Subject
from crible.usecases.screening import Call, screen
services = bootstrap.start(settings.load())
call = Call(actor="writer", channel="http")
print("ready", flush=True)
while True:
    answer = screen(services, [Subject("Kupol"), Subject("Other")], call)
    for item in answer.screenings:
        print(item.id, flush=True)
"""


def _writers(folder, count):
    import crible

    return [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER],
            stdout=subprocess.PIPE,
            text=True,
            env={
                "PYTHONPATH": str(Path(crible.__file__).parents[1]),
                "CRIBLE_DATA_DIR": str(folder),
            },
        )
        for _ in range(count)
    ]


def test_processes_that_are_killed_leave_a_chain_that_verifies(data_folder):
    """Whatever was answered is recorded, and the rows of all are one chain."""
    processes = _writers(data_folder, 2)
    told = []
    for process in processes:
        assert process.stdout.readline() == "ready\n"
        told += [process.stdout.readline().strip() for _ in range(30)]
    for process in processes:
        process.kill()
    for process in processes:
        rest, _ = process.communicate()
        told += [line for line in rest.splitlines() if len(line) == 36]
    services = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": str(data_folder)}))
    try:
        report = audit_verify.verify(services)
        assert report.faults == []
        assert set(told) <= set(services.store.records.some(told))
        assert report.screenings >= len(told)
    finally:
        services.store.close()


def test_an_event_may_hold_any_text(world):
    """What a caller is called cannot break the chain."""
    world.store.trail.append(
        AuditEvent(world.clock(), "x\0\ud800 é", "settings", "\n", {"a": "\udfff"})
    )
    assert audit_verify.verify(world).faults == []
