"""What the OpenAPI document says beyond one endpoint: errors, headers, alternatives."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from crible.web.problems import MIMETYPE

if TYPE_CHECKING:
    from pydantic import BaseModel

_REF = "#/components/schemas/"


def _errors(*statuses: int) -> dict[Any, Any]:
    """Problem documents for ``statuses`` and, as ``default``, for all others."""
    content = {MIMETYPE: {"schema": {"$ref": f"{_REF}Problem"}}}
    found: dict[Any, Any] = {
        str(status): {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }
    found["default"] = {"description": "Any other problem", "content": content}
    return found


# 422 stands everywhere, as flask-openapi would otherwise add one of its own shape.
ERRORS = _errors(400, 405, 421, 422, 500, 503)
ID_ERRORS = _errors(400, 404, 405, 421, 422, 500, 503)
BODY_ERRORS = _errors(400, 405, 413, 415, 421, 422, 500, 503)


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
