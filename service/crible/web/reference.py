"""``/docs``: the contract as a page for people, drawn here from the document.

Without a script and without any other host: a page about screening must not tell a
third party who reads it. The usual viewers, which come from a content network or as a
megabyte of script, were the alternative.
"""

from __future__ import annotations

import base64
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any

from flask import Response

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, .method { font-family: ui-monospace, monospace; }
h2 { border-bottom: 1px solid; padding-bottom: .2rem; margin-top: 2.5rem; }
h2 .method { padding: .1rem .5rem; border: 1px solid; border-radius: .3rem;
  font-size: .8em; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { border-bottom: 1px solid #8886; padding: .25rem .6rem .25rem 0;
  text-align: left; vertical-align: top; }
nav a { display: block; }
@media (max-width: 40rem) { table { display: block; overflow-x: auto; } }
"""
_HASH = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'"


def page(document: Mapping[str, Any]) -> Response:
    """The page about a document."""
    response = Response("".join(_page(document)), mimetype="text/html")
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _page(document: Mapping[str, Any]) -> Iterator[str]:
    info = document["info"]
    title = f"{info['title']} {info['version']}"
    yield "<!doctype html><html lang=en><meta charset=utf-8>"
    yield "<meta name=viewport content='width=device-width'>"
    yield f"<title>{escape(title)}: HTTP API</title><style>{_STYLE}</style>"
    yield f"<h1>{escape(title)}: HTTP API</h1>"
    yield f"<p>{escape(info['description'])}</p>"
    yield "<p>The same for programs: <a href=/openapi.json>/openapi.json</a>.</p>"
    operations = [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    yield "<nav>"
    for method, path, operation in operations:
        yield f"<a href='#{_anchor(operation)}'>{method.upper()} {escape(path)}</a>"
    yield "</nav>"
    for method, path, operation in operations:
        yield from _operation(method, path, operation)
    yield "<h1>Shapes</h1>"
    for name, schema in document["components"]["schemas"].items():
        yield from _schema(name, schema)


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h2 id='{_anchor(operation)}'><span class=method>{method.upper()}</span> "
    yield f"<code>{escape(path)}</code></h2>"
    for part in ("summary", "description"):
        if operation.get(part):
            yield f"<p>{escape(operation[part])}</p>"
    yield f"<p>{_wants(operation)}</p>"
    parameters = operation.get("parameters", ())
    if parameters:
        yield "<table><tr><th>parameter<th>in<th>shape<th>meaning"
        for item in parameters:
            yield (
                f"<tr><td><code>{escape(item['name'])}</code><td>{escape(item['in'])}"
                f"<td>{_shape(item.get('schema', {}))}"
                f"<td>{escape(item.get('description') or '')}"
            )
        yield "</table>"
    content = operation.get("requestBody", {}).get("content", {})
    for mimetype, body in content.items():
        yield f"<p>Body, {escape(mimetype)}: {_shape(body.get('schema', {}))}</p>"
    yield "<table><tr><th>status<th>meaning<th>shape"
    for status, answer in operation.get("responses", {}).items():
        shapes = ", ".join(
            _shape(body.get("schema", {}))
            for body in answer.get("content", {}).values()
        )
        yield f"<tr><td>{escape(status)}<td>{escape(answer['description'])}<td>{shapes}"
    yield "</table>"


def _wants(operation: Mapping[str, Any]) -> str:
    scopes = sorted(
        {
            scope
            for way in operation.get("security", ())
            for some in way.values()
            for scope in some
        }
    )
    if not scopes:
        return "Everybody may ask."
    return f"Needs one of the scopes: {escape(', '.join(scopes))}."


def _schema(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h2 id='shape-{escape(name)}'>{escape(name)}</h2>"
    if schema.get("description"):
        yield f"<p>{escape(schema['description'])}</p>"
    fields = schema.get("properties")
    if not fields:
        yield f"<p>{_shape(schema)}</p>"
        return
    required = schema.get("required", ())
    yield "<table><tr><th>field<th>shape<th>meaning"
    for field, described in fields.items():
        star = " (required)" if field in required else ""
        yield (
            f"<tr><td><code>{escape(field)}</code>{star}<td>{_shape(described)}"
            f"<td>{escape(described.get('description') or '')}"
        )
    yield "</table>"


def _shape(schema: Mapping[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f"<a href='#shape-{name}'>{name}</a>"
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(_shape(item) for item in schema[choice])
    if "enum" in schema:
        return ", ".join(f"<code>{escape(str(item))}</code>" for item in schema["enum"])
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {_shape(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_shape(schema['additionalProperties'])}"
    return escape(kind if isinstance(kind, str) else " or ".join(kind)) + _bounds(
        schema
    )


def _bounds(schema: Mapping[str, Any]) -> str:
    words = {
        "minimum": "from",
        "exclusiveMinimum": "above",
        "maximum": "to",
        "minLength": "at least",
        "maxLength": "at most",
        "maxItems": "at most",
    }
    found = [f"{word} {schema[name]}" for name, word in words.items() if name in schema]
    return f", {escape(' '.join(found))}" if found else ""


def _anchor(operation: Mapping[str, Any]) -> str:
    return escape(operation.get("operationId", ""))
