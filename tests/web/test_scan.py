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


def test_an_annotated_text_comes_as_a_fragment(client):
    """Marks and a legend, nothing that runs; only when it is asked for."""
    body = {"text": "<b>IEMZ Kupol</b>", "annotated": True}
    answer = client.post("/v1/scan", json=body).json
    assert "&lt;b&gt;<mark" in answer["annotated"]
    assert "press:iemz-kupol" in answer["annotated"]
    assert "annotated" not in client.post("/v1/scan", json={"text": TEXT}).json


@pytest.mark.parametrize(
    ("kind", "text", "field"),
    [
        ("html", "<html><p>At IEMZ Kupol</p></html>", None),
        ("mt", ":20:1\n:59:/2\nIEMZ KUPOL\nIZHEVSK\n", "59 beneficiary"),
        ("iso20022", "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'><Cdtr><Nm>IEMZ Kupol</Nm></Cdtr></Document>", "Cdtr/Nm"),
    ],
)  # fmt: skip
def test_pages_and_payments_are_read_first(client, kind, text, field):
    """The text that offsets count in comes back, and parties name their field."""
    answer = client.post("/v1/scan", json={"text": text, "format": kind}).json
    assert answer["format"] == kind
    (mention,) = answer["mentions"]
    assert answer["text"][mention["start"] : mention["end"]] == mention["text"]
    assert mention["field"] == field


@pytest.mark.parametrize(
    "body",
    [
        {"text": "x", "format": "odt"},
        {"text": "<html><script>x</script></html>", "format": "html"},
        {"text": "<Document><a></Document>", "format": "iso20022"},
        {"text": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "format": "iso20022"},
    ],
)
def test_unreadable_documents_are_refused(client, body):
    """What is no page or message is a problem, not a clear text."""
    assert client.post("/v1/scan", json=body).status_code == 422
