"""Answers that a caller may keep and ask again for only if they have changed."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flask import Response, json, jsonify, request

if TYPE_CHECKING:
    from collections.abc import Mapping


def conditional(document: Mapping[str, Any], *, same: object = None) -> Response:
    """A document with its ETag, or 304 when the caller has it already.

    Args:
        document: the answer.
        same: what makes two answers the same, when it is not the document itself.
    """
    text = json.dumps(document if same is None else same, sort_keys=True)
    tag = sha256(text.encode("utf-8")).hexdigest()[:32]
    response = jsonify(document)
    # Weak where the document holds more than what is compared, such as an age.
    response.set_etag(tag, weak=same is not None)
    # To be kept by the caller alone, and asked for again each time.
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
