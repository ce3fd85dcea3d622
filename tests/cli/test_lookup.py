"""``crible lookup``: what it prints and how it ends."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest
from tests.conftest import PRESS

from crible.model import Name


def test_one_name_gives_one_object(crible):
    """With one name the output is a single JSON document of the contract's shape."""
    done = crible("lookup", "--format", "json", "IEMZ Koupol")
    shape = json.loads(done.stdout)
    assert shape["subject"] == {"name": "IEMZ Koupol"}
    assert shape["outcome"] == "match"
    assert {"snapshot", "profile", "screening"} <= set(shape)
    hit = shape["hits"][0]
    assert hit["entry"] == {
        "id": "press:iemz-kupol",
        "list": "press",
        "caption": "IEMZ Kupol",
        "kind": "company",
        "status": "linked",
    }
    assert hit["matched"]["name"] == "IEMZ Koupol"
    assert set(hit["contributions"][0]) == {
        "feature",
        "subject",
        "entry",
        "weight",
        "reason",
    }


def test_several_names_give_an_object_a_line(crible):
    """With several names there is one object a line, in the order asked."""
    done = crible("lookup", "--format", "json", "IEMZ Koupol", "Quiet Meadow Dairy")
    shapes = [json.loads(line) for line in done.stdout.splitlines()]
    assert [shape["subject"]["name"] for shape in shapes] == [
        "IEMZ Koupol",
        "Quiet Meadow Dairy",
    ]
    assert [shape["outcome"] for shape in shapes] == ["match", "clear"]


def test_csv_has_a_row_for_each_hit_and_for_each_clear_name(crible):
    """No name is missing from the CSV, hit or not."""
    done = crible("lookup", "--format", "csv", "Almaz-Antey", "Quiet Meadow Dairy", "")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["outcome"] for row in rows] == ["match", "clear", "error"]
    assert rows[0]["entry"] == "press:almaz-antey"
    assert rows[2]["reason"]


def test_table_says_why(crible):
    """The table names the entry and the reasons, which can be left out."""
    with_reasons = crible("lookup", "IEMZ Koupol").stdout
    without = crible("lookup", "--no-why", "IEMZ Koupol").stdout
    assert "press:iemz-kupol" in with_reasons
    assert "press:iemz-kupol" in without
    assert "Why IEMZ Kupol" in with_reasons
    assert "Why" not in without


def test_subject_takes_what_is_known(crible):
    """Kind, countries and identifiers are part of what is screened."""
    done = crible(
        "lookup", "Quiet Meadow", "--format", "json", "--kind", "vessel",
        "--country", "RU", "--country", "cn", "--identifier", "IMO number=0071234",
        "--birth-date", "circa 1965", "--registration-date", "2002-04-23",
    )  # fmt: skip
    assert json.loads(done.stdout)["subject"] == {
        "name": "Quiet Meadow",
        "kind": "vessel",
        "countries": ["ru", "cn"],
        "identifiers": {"imo": "0071234"},
        "birth_date": "circa 1965",
        "registration_date": "2002-04-23",
    }


def test_lists_narrow_the_search(crible):
    """A list that was not asked for is not looked at."""
    done = crible("lookup", "--list", "ofac-sdn", "--format", "json", "Almaz-Antey")
    assert json.loads(done.stdout)["outcome"] == "clear"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["Quiet Meadow Dairy"], 0, ""),
        (["Almaz-Antey"], 0, ""),
        (["Almaz-Antey", "--exit-code"], 1, ""),
        (["Quiet Meadow Dairy", "--exit-code"], 0, ""),
        ([], 2, "Missing argument"),
        (["x", "--nonsense"], 2, "No such option"),
        (["x", "--threshold", "7"], 2, "threshold"),
        (["x", "--threshold", "much"], 2, "not a valid float"),
        (["x", "--limit", "0"], 2, "limit"),
        (["x", "--kind", "ghost"], 2, "ghost"),
        (["x", "--country", "Russia"], 2, "two letters"),
        (["x", "--identifier", "7728168971"], 2, "two parts"),
        (["x", "--birth-date", "31/02/1970"], 2, "wants a date"),
        (["x", "--registration-date", "soon"], 2, "wants a date"),
        (["x", "--list", "un-sc"], 4, "Not loaded: un-sc"),
        ([""], 3, "empty"),
        (["  \t "], 3, "empty"),
        (["***"], 3, "empty"),
        (["A" * 1_000_000], 3, "1000000 characters"),
        (["A\0B"], 3, "NUL"),
        (["", "Almaz-Antey", "--exit-code"], 3, "name 1"),
    ],
)
def test_exit_code_and_message(crible, arguments, code, said):
    """Each way to end has its code and, on standard error, its message."""
    done = crible("lookup", *arguments)
    assert done.exit_code == code
    assert said in done.stderr


def test_control_characters_never_reach_the_terminal(crible):
    """A name that would steer the terminal is shown and not obeyed."""
    done = crible("lookup", "Almaz\x1b[31m-Antey\u202egnp")
    assert "\x1b[31m" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "␛[31m" in done.stdout


def test_fresh_machine_is_told_to_create_the_database(crible, tmp_path):
    """Without a database the message says which command makes it."""
    done = crible("lookup", "x", folder=tmp_path / "nothing")
    assert done.exit_code == 4
    assert "crible db upgrade" in done.stderr
    assert done.stdout == ""


def test_no_list_is_never_clear(crible, empty_folder):
    """Without a list nothing is printed as clear."""
    done = crible("lookup", "x", folder=empty_folder)
    assert done.exit_code == 4
    assert "crible lists import press" in done.stderr
    assert done.stdout == ""


def test_stale_list_is_never_clear(crible, data_folder, publish_list):
    """Against a list past its age nothing is clear; hits are still told."""
    from crible.importers import info
    from crible.model import Entry, Name

    stale = (Entry("ofac-sdn:9", "ofac-sdn", "company", (Name("Old Works"),)),)
    fresh = info("ofac-sdn").fresh_days
    publish_list(data_folder, "ofac-sdn", stale, days_ago=900, fresh_days=fresh or 1)
    done = crible("lookup", "--format", "json", "Quiet Meadow Dairy")
    assert json.loads(done.stdout)["outcome"] == "error"
    assert json.loads(done.stdout)["problem"]["code"] == "lists-unavailable"
    assert "ofac-sdn is stale" in done.stderr
    assert done.exit_code == 4
    assert crible("lookup", "--list", "press", "Quiet Meadow").exit_code == 0
    assert crible("lookup", "--exit-code", "Almaz-Antey").exit_code == 1


def test_undecodable_argument_is_refused(process):
    """Bytes that are no text in the terminal's encoding are an error, not a name."""
    done = process("lookup", "--format", "json", b"Kup\xf3\xec", "Almaz-Antey")
    shapes = [json.loads(line) for line in done.stdout.splitlines()]
    assert [shape["outcome"] for shape in shapes] == ["error", "match"]
    assert b"terminal's encoding" in done.stderr
    assert done.returncode == 3


def test_output_survives_an_ascii_terminal(process):
    """Where the output cannot hold the letters, JSON escapes them."""
    done = process("lookup", "--format", "json", "Купол", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)["subject"]["name"] == "Купол"
    assert process("lookup", "Купол", PYTHONIOENCODING="ascii").returncode == 0


def test_table_shows_one_subject_with_its_listings(crible, data_folder, publish_list):
    """Hits of one subject stand together, and listings that are no hits below."""
    twin = replace(
        PRESS[0], id="ofac-sdn:7", list="ofac-sdn", names=(Name("IEMZ Kupol OJSC"),)
    )
    between = replace(PRESS[0], id="press:b", names=(Name("Kupol IEMZ Zavod"),))
    publish_list(data_folder, "ofac-sdn", [twin])
    publish_list(data_folder, "press", [*PRESS, between])
    shown = crible("lookup", "IEMZ Koupol", "--threshold", "0.3", "--no-why").stdout
    rows = [line.split("│")[3].strip() for line in shown.splitlines() if "│" in line]
    assert rows[:2] == ["press:iemz-kupol", "= ofac-sdn:7"]
    alone = crible("lookup", "Купол", "--limit", "1", "--no-why").stdout
    assert "= ofac-sdn:7" in alone
    assert "Both are named IEMZ Kupol." in alone


def test_lookup_as_of_an_earlier_snapshot(crible, data_folder, publish_list):
    """An answer can be asked for again after the list has changed, and says what of."""
    first = json.loads(crible("lookup", "--format", "json", "IEMZ Koupol").stdout)
    publish_list(data_folder, "press", PRESS[1:])
    now = json.loads(crible("lookup", "--format", "json", "IEMZ Koupol").stdout)
    assert now["hits"] == []
    then = crible(
        "lookup", "--format", "json", "--snapshot", first["snapshot"], "IEMZ Koupol"
    )
    shape = json.loads(then.stdout)
    assert (shape["hits"], shape["as_of"]) == (first["hits"], first["snapshot"])
    assert f"As of {first['snapshot']}" in then.stderr
    assert then.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--as-of", "2001-01-01"], 4),
        (["--as-of", "2999-01-01"], 2),
        (["--as-of", "soon"], 2),
        (["--snapshot", "s0"], 2),
        (["--as-of", "2026-01-01", "--snapshot", "s0"], 2),
    ],
)
def test_lookup_as_of_nothing(crible, arguments, code):
    """A day without lists ends with 4, one that cannot be meant with 2."""
    assert crible("lookup", *arguments, "IEMZ Koupol").exit_code == code
