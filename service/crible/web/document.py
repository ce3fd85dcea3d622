"""What the OpenAPI document says beyond one endpoint: errors, headers, alternatives."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from crible.web.access import scopes_of
from crible.web.problems import MIMETYPE

if TYPE_CHECKING:
    from flask_openapi import OpenAPI
    from pydantic import BaseModel

_REF = "#/components/schemas/"

_SCHEMES = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access key: `Authorization: Bearer KEY`.",
    },
    "header": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "The same key in a header of its own.",
    },
}


def problems_of(*statuses: int) -> dict[Any, Any]:
    """Problem documents for ``statuses`` and, as ``default``, for all others."""
    content = {MIMETYPE: {"schema": {"$ref": f"{_REF}Problem"}}}
    found: dict[Any, Any] = {
        str(status): {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }
    found["default"] = {"description": "Any other problem", "content": content}
    return found


# 422 stands everywhere, as flask-openapi would otherwise add one of its own shape.
ERRORS = problems_of(400, 405, 421, 422, 500, 503)
ID_ERRORS = problems_of(400, 404, 405, 421, 422, 500, 503)
BODY_ERRORS = problems_of(400, 405, 413, 415, 421, 422, 500, 503)


SAME: dict[Any, Any] = {
    "304": {"description": "It is what the header `If-None-Match` names."}
}


def either(*models: type[BaseModel]) -> dict[str, Any]:
    """An answer that is one of ``models``; ``app`` adds their schemas."""
    refs = [{"$ref": f"{_REF}{model.__name__}"} for model in models]
    return {
        "description": HTTPStatus.OK.phrase,
        "content": {"application/json": {"schema": {"oneOf": refs}}},
    }


def complete(app: OpenAPI) -> dict[str, Any]:
    """The whole document: of each route also who may ask, and how it refuses."""
    document: dict[str, Any] = app.api_doc
    document["components"]["securitySchemes"] = _SCHEMES
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        scopes = sorted(scopes_of(app.view_functions[rule.endpoint]))
        for method, operation in document["paths"].get(path, {}).items():
            if method.upper() not in (rule.methods or ()):
                continue
            # Without keys nobody is asked for one, hence the empty way.
            operation["security"] = (
                [{name: scopes} for name in _SCHEMES] + [{}] if scopes else []
            )
            if scopes:
                responses = operation["responses"]
                default = responses.pop("default", None)
                responses.update(_GUARDED)
                if default is not None:
                    responses["default"] = default
    return document


_GUARDED = {
    status: answer
    for status, answer in problems_of(401, 403, 429).items()
    if status != "default"
}
