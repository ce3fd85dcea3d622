"""Hostile bodies: each is refused with a problem document, none is a crash."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crible.web import bodies
from crible.web.problems import MalformedBody

HOSTILE = {
    "empty": b"",
    "white space": b" \n\t ",
    "not JSON": b"<xml/>",
    "cut off": b'{"subjects": [{"name": "a"',
    "trailing comma": b'{"text": "a",}',
    "two documents": b'{"text": "a"}{"text": "b"}',
    "single quotes": b"{'text': 'a'}",
    "comment": b'{"text": "a" /* b */}',
    "array": b"[]",
    "string": b'"text"',
    "string that holds a document": json.dumps('{"text": "a"}').encode(),
    "number": b"1",
    "null": b"null",
    "not UTF-8": b'{"text": "\xff"}',
    "encoded surrogate": b'{"text": "\xed\xa0\x80"}',
    "overlong NUL": b'{"text": "\xc0\x80"}',
    "UTF-16": '{"text": "a"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"text": "a"}',
    "NaN": b'{"text": "a", "threshold": NaN}',
    "Infinity": b'{"text": "a", "threshold": -Infinity}',
    "too large for a float": b'{"text": "a", "threshold": 1e999}',
    "too many digits": b'{"text": "a", "threshold": ' + b"9" * 5000 + b"}",
    "same key twice": b'{"text": "a", "text": "b"}',
    "same key twice, deeper": b'{"subjects": [{"name": "a", "name": "b"}]}',
    "raw control character": b'{"text": "a\x01"}',
    "raw NUL": b'{"text": "a\0"}',
    "deep arrays": b'{"text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "deep objects": b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
    "deep, never closed": b"[" * 500_000,
}


@pytest.mark.parametrize("url", ["/v1/screen", "/v1/scan"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_body_is_malformed(client, is_problem, url, body):
    """What is not one unambiguous JSON object is a 400."""
    answer = client.post(url, data=body, content_type="application/json")
    assert is_problem(answer, 400)["code"] == "malformed-body"


@pytest.mark.parametrize("depth", [50, 400, 900])
def test_a_nested_body_within_reach_is_refused_by_shape(client, is_problem, depth):
    """Nesting that the reader bears is refused, since no field is that deep."""
    body = '{"text": ' + '{"a":' * depth + "1" + "}" * depth + "}"
    answer = client.post("/v1/scan", data=body, content_type="application/json")
    assert answer.status_code in {400, 422}
    is_problem(answer, answer.status_code)


@pytest.mark.parametrize("chunked", [False, True], ids=["with length", "chunked"])
def test_a_body_beyond_the_limit_is_too_large(compose, is_problem, chunked):
    """A body above the limit is refused whether or not it announces its length."""
    from io import BytesIO

    from crible.web.app import create_app

    client = create_app(*compose(max_body_bytes="1000")).test_client()
    body = json.dumps({"text": "a" * 1000}).encode()
    environment = {"wsgi.input_terminated": True} if chunked else {}
    answer = client.post(
        "/v1/scan",
        input_stream=BytesIO(body),
        content_type="application/json",
        headers={} if chunked else {"Content-Length": str(len(body))},
        environ_overrides=environment,
    )
    assert is_problem(answer, 413)["code"] == "too-large"


def test_the_answer_is_ascii(client):
    """Names of any script come back escaped, so the bytes are valid everywhere."""
    answer = client.post("/v1/screen", json={"subjects": [{"name": "Купол 🛰\u2028"}]})
    assert answer.data.isascii()
    assert answer.json["results"][0]["subject"]["name"] == "Купол 🛰\u2028"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    """The reader returns what JSON says or raises its one error, nothing else."""
    try:
        found = bodies.read(data)
    except MalformedBody:
        return
    assert json.loads(data) == found


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(_JSON)
def test_all_of_json_is_read(document):
    """Every JSON document is read as it was written."""
    assert bodies.read(json.dumps(document).encode()) == document
