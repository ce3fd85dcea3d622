"""``crible alerts`` and ``crible decisions``."""

from __future__ import annotations

import json

import pytest

from crible.model import Subject
from crible.usecases.screening import Call, screen

NO = (
    *("--verdict", "false_positive", "--reason", "country-differs"),
    *("--note", "Ours bakes bread in Lyon."),
)


@pytest.fixture
def alert(services):
    """The id of an alert that waits."""
    subject = Subject("IEMZ Koupol", countries=("ru",), reference="17")
    answer = screen(services, [subject], Call("a key", "http", origin="screen"))
    (standing,) = answer.alerts.values()
    return standing.alert


def _json(done):
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_an_alert_is_listed_shown_and_decided(crible, alert):
    """From the queue to the record, in JSON."""
    (row,) = _json(crible("alerts", "list", "--format", "json"))
    assert (row["id"], row["state"], row["reference"]) == (alert, "open", "17")
    shown = _json(crible("alerts", "show", alert, "--format", "json"))
    assert shown["hit"]["contributions"]
    said = ("decisions", "add", alert, *NO, "--expires", "2099-01-01")
    (made,) = _json(crible(*said, "--format", "json", CRIBLE_OPERATOR="ada"))
    assert (made["actor"], made["number"]) == ("ada", 1)
    assert _json(crible("alerts", "list", "--format", "json")) == []
    (row,) = _json(crible("alerts", "list", "--state", "any", "--format", "json"))
    assert row["decision"]["id"] == made["id"]
    assert _json(crible("decisions", "list", "--format", "json")) == [made]
    assert _json(crible("decisions", "show", made["id"], "--format", "json")) == made


@pytest.mark.parametrize("form", ["table", "csv"])
def test_alerts_and_decisions_are_shown_in_every_form(crible, alert, form):
    """Tables and CSV name what matters."""
    listed = crible("alerts", "list", "--format", form).stdout
    assert "Koupol" in listed
    assert alert in listed
    shown = crible("alerts", "show", alert, "--format", form).stdout
    assert "subject countries" in shown
    assert "the same" in shown
    done = crible("decisions", "add", alert, *NO, "--format", form)
    assert "bakes" in done.stdout
    assert "bakes" in crible("decisions", "list", "--format", form).stdout
    (made,) = _json(crible("decisions", "list", "--format", "json"))
    shown = crible("decisions", "show", made["id"], "--format", form).stdout
    assert "country-differs" in shown
    assert made["id"] in crible("alerts", "show", alert, "--format", form).stdout


def test_exit_codes(crible, alert):
    """Those of the contract: hits, usage, refused."""
    assert crible("alerts", "list").exit_code == 0
    assert crible("alerts", "list", "--exit-code").exit_code == 1
    assert crible("alerts", "show", "nothing").exit_code == 2
    assert crible("decisions", "show", "nothing").exit_code == 2
    assert crible("decisions", "add", "nothing", *NO).exit_code == 2
    assert crible("decisions", "add", alert, *NO[:4], "--note", " ").exit_code == 3
    assert crible("alerts", "list", "--since", "soon").exit_code == 2
    assert crible("decisions", "add", alert, *NO).exit_code == 0
    assert crible("alerts", "list", "--exit-code").exit_code == 0
    again = crible("decisions", "add", alert, *NO)
    assert again.exit_code == 3
    assert "--after" not in again.stdout
    (made,) = _json(crible("decisions", "list", "--format", "json"))
    assert made["id"] in again.stderr
    assert crible("decisions", "add", alert, *NO, "--after", made["id"]).exit_code == 0


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--list", "press"), 1),
        (("--list", "ofac-sdn"), 0),
        (("--reference", "17"), 1),
        (("--reference", "18"), 0),
        (("--entry", "press:iemz-kupol"), 1),
        (("--portfolio", "x"), 0),
        (("--batch", "x"), 0),
        (("--band", "weak"), 0),
        (("--state", "decided"), 0),
        (("--since", "2026-01-01", "--order", "score", "--limit", "1"), 1),
        (("--since", "2099-01-01"), 0),
    ],
    ids=str,
)
def test_alerts_are_narrowed(crible, alert, options, count):
    """By every option."""
    found = _json(crible("alerts", "list", *options, "--format", "json"))
    assert len(found) == count


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--verdict", "false_positive"), 1),
        (("--verdict", "reopen"), 0),
        (("--actor", "ada"), 1),
        (("--actor", "bob"), 0),
        (("--alert", "x"), 0),
        (("--reference", "17"), 1),
        (("--entry", "press:iemz-kupol", "--limit", "1"), 1),
        (("--since", "2026-01-01"), 1),
    ],
    ids=str,
)
def test_decisions_are_narrowed(crible, alert, options, count):
    """By every option."""
    crible("decisions", "add", alert, *NO, CRIBLE_OPERATOR="ada")
    found = _json(crible("decisions", "list", *options, "--format", "json"))
    assert len(found) == count


def test_a_file_raises_alerts_that_a_batch_names(crible, tmp_path):
    """``crible batch`` raises its hits once, however often the file is screened."""
    source = tmp_path / "in.csv"
    source.write_text("id,name\n1,IEMZ Koupol\n2,Quiet Meadow\n", encoding="utf-8")
    for number in range(2):
        target = tmp_path / f"out{number}.csv"
        assert crible("batch", str(source), "-o", str(target)).exit_code == 0
    (row,) = _json(crible("alerts", "list", "--format", "json"))
    assert row["reference"] == "1"
    found = crible("alerts", "list", "--batch", row["batch"], "--format", "json")
    assert _json(found) == [row]
    assert crible("audit", "verify").exit_code == 0


def test_doors_can_be_turned_off(crible, tmp_path):
    """A trial run raises nothing; an unknown door is refused."""
    source = tmp_path / "in.csv"
    source.write_text("id,name\n1,IEMZ Koupol\n", encoding="utf-8")
    said = ("batch", str(source), "-o", str(tmp_path / "out.csv"))
    assert crible(*said, CRIBLE_ALERTS="screen,portfolio").exit_code == 0
    assert (
        _json(crible("alerts", "list", "--format", "json", CRIBLE_ALERTS="none")) == []
    )
    assert crible("alerts", "list", CRIBLE_ALERTS="fax").exit_code == 2
