"""Hostile values in every place that a caller can fill.

Nothing breaks, nothing is run, nothing comes back in a header, and the records that
were made on the way verify.
"""

from __future__ import annotations

import json

import pytest

from crible.usecases import audit_verify

VALUES = {
    "quote": "'",
    "always true": "' OR '1'='1' --",
    "drop": "x'); DROP TABLE screenings; --",
    "union": '" UNION SELECT digest FROM keys --',
    "sleep": "1; SELECT pg_sleep(10)",
    "wildcards": "%_%",
    "format": "%s %(name)s {0} {0.__class__}",
    "template": "{{7*7}}${7*7}<%= 7*7 %>",
    "script": "<script>alert(1)</script>",
    "parent folders": "../../../../etc/passwd",
    "encoded parent folders": "..%2f..%2f..%2fetc%2fpasswd",
    "file address": "file:///etc/passwd",
    "NUL": "a\0b",
    "new line and header": "a\r\nX-Evil: 1\r\n\r\nbody",
    "escape sequence": "\x1b[2J\x1b]0;title\x07",
    "half a character": "\ud800",
    "other direction": "\u202eevil\u202c",
    "zero width": "\u200b\u200d\ufeff",
    "combining": "a" + "\u0301" * 500,
    "not a character": "\ufffe\uffff",
    "beyond the first plane": "𐍈💣",
    "jndi": "${jndi:ldap://127.0.0.1/a}",
    "formula": "=cmd|' /C calc'!A0",
    "constructor": "__proto__",
    "long": "x" * 5000,
}
WRONG = {
    "null": None,
    "true": True,
    "zero": 0,
    "negative": -1,
    "large": 10**30,
    "fraction": 0.5,
    "tiny": 5e-324,
    "empty list": [],
    "empty object": {},
    "nested": [[[[]]]],
    "object": {"a": {"b": ["c"]}},
}
FIELDS = (
    *("name", "aliases", "kind", "countries", "identifiers", "birth_date"),
    *("registration_date", "reference", "unknown"),
)
ENVELOPE = ("subjects", "lists", "threshold", "limit", "as_of", "snapshot", "unknown")
ANSWERED = {200, 304, 400, 404, 413, 422, 503}


def _post(client, url, body):
    return client.post(url, data=json.dumps(body), content_type="application/json")


def _harmless(answer):
    assert answer.status_code in ANSWERED, answer.text
    assert "X-Evil" not in answer.headers
    assert answer.data.isascii()
    assert "Traceback" not in answer.text
    if answer.data:
        answer.get_json()


@pytest.mark.parametrize(
    "value", [*VALUES.values(), *WRONG.values()], ids=[*VALUES, *WRONG]
)
def test_no_field_of_a_body_takes_harm(client, value):
    """Each field of a subject, of the envelope and of a scan takes each value."""
    subject = {"name": "IEMZ Kupol"}
    for field in FIELDS:
        for filled in (value, [value], {"inn": value}):
            body = {"subjects": [{**subject, field: filled}, subject]}
            answer = _post(client, "/v1/screen", body)
            _harmless(answer)
            assert answer.json["results"][1]["outcome"] == "match"
    if isinstance(value, str):
        body = {"subjects": [{**subject, "identifiers": {value: "1"}, value: 1}]}
        _harmless(_post(client, "/v1/screen", body))
    for field in ENVELOPE:
        for filled in (value, [value]):
            body = {"subjects": [subject], field: filled}
            _harmless(_post(client, "/v1/screen", body))
    for field in ("text", "lists", "threshold", "as_of", "snapshot"):
        _harmless(_post(client, "/v1/scan", {"text": "IEMZ Kupol", field: value}))


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_part_of_an_address_takes_harm(client, app, value):
    """Each id and each query parameter of each route takes each value."""
    text = value.encode("utf-8", "replace").decode()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or not rule.rule.startswith("/v1/"):
            continue
        if "<path:id>" in rule.rule:
            _harmless(client.get(rule.rule.replace("<path:id>", text)))
        for name in (
            "list",
            "snapshot",
            "cursor",
            "limit",
            "since",
            "outcome",
            "actor",
        ):
            query = {"list": "press", name: text}
            _harmless(
                client.get(rule.rule.replace("<path:id>", "x"), query_string=query)
            )


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize(
    "name",
    [
        *("Idempotency-Key", "X-Request-ID", "If-None-Match", "Accept", "Cookie"),
        *("Origin", "X-Forwarded-For", "X-Forwarded-Host", "User-Agent", "Referer"),
    ],
)
def test_no_header_takes_harm(client, name, value):
    """Each header takes each value that a header can hold, and none comes back."""
    sent = value.replace("\r\n", " ").encode("utf-8", "replace").decode("latin-1")
    answer = client.post(
        "/v1/screen",
        json={"subjects": [{"name": "IEMZ Kupol"}]},
        headers={name: sent},
    )
    assert answer.status_code in {200, 401, 422}
    for header, found in answer.headers.items():
        assert sent.strip() not in found or len(sent) < 9, header


def test_what_was_recorded_on_the_way_verifies(app, composed):
    """Records with every odd character in them are as they were made."""
    client = app.test_client()
    for value in VALUES.values():
        body = {"subjects": [{"name": f"a {value}", "reference": value}]}
        _post(client, "/v1/screen", body)
    assert audit_verify.verify(composed[0]).faults == []
