"""``POST /v1/scan``: mentions with offsets, and their record."""

from __future__ import annotations

import pytest

TEXT = "🛰️ Reporters say that IEMZ Kupol and Almaz-Antey were named."


def test_offsets_count_code_points_of_the_text_as_given(client):
    """Every mention's text is exactly the slice between its offsets."""
    answer = client.post("/v1/scan", json={"text": TEXT})
    mentions = answer.json["mentions"]
    assert {mention["entry"]["id"] for mention in mentions} >= {
        "press:iemz-kupol",
        "press:almaz-antey",
    }
    assert all(TEXT[item["start"] : item["end"]] == item["text"] for item in mentions)
    assert answer.json["outcome"] == "match"
    assert answer.json["snapshot"]


def test_a_scan_is_recorded_with_its_text(client):
    """The record gives back the answer and the text that it was made from."""
    answer = client.post("/v1/scan", json={"text": TEXT}).json
    record = client.get(f"/v1/screenings/{answer['screening']}").json
    assert {name: record[name] for name in answer} == answer
    assert record["text"] == TEXT
    assert record["operation"] == "scan"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": " \n"},
        {"text": 5},
        {"text": "\ud83d"},
        {"text": "a", "limit": 5},
        {"text": "a", "lists": ["no-such-list"]},
    ],
    ids=ascii,
)
def test_a_scan_outside_the_contract_is_refused(client, is_problem, body):
    """A text that cannot be scanned is refused, never called clear."""
    is_problem(client.post("/v1/scan", json=body), 422)


def test_a_text_with_a_nul_is_scanned(client):
    """A NUL in a text neither fails nor hides a name behind it."""
    answer = client.post("/v1/scan", json={"text": f"a\0b {TEXT}"})
    assert answer.status_code == 200
    assert answer.json["outcome"] == "match"


def test_a_text_beyond_the_limit_is_refused(compose, is_problem):
    """A text longer than the configured limit is too large, not cut."""
    from crible.web.app import create_app

    client = create_app(*compose(max_text_length="20")).test_client()
    is_problem(client.post("/v1/scan", json={"text": "a" * 21}), 413)
