"""Request bodies: strict JSON or a refusal, never a guess.

The standard library's reader accepts more than JSON: NaN and Infinity, duplicate keys
(the last silently wins, so a proxy and we could see two different subjects), numbers
too large for a float. Each of these is refused, and so is nesting beyond Python's
recursion limit, which would otherwise be an internal error.
"""

from __future__ import annotations

import json
import math
from typing import Any

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from crible.web.problems import MalformedBody, WrongMediaType

# Bytes of a refused body that are read nevertheless; beyond that the line is cut.
_DISCARD = 64 << 20


class StrictRequest(Request):
    """A request whose ``get_json`` raises our errors and returns an object.

    It ignores ``silent``, with which flask-openapi would turn a malformed body into
    an absent one, and refuses a body that is a JSON string, which flask-openapi
    would read a second time as if it were a document.
    """

    def get_json(
        self,
        force: bool = False,
        silent: bool = False,  # noqa: ARG002 - see the class
        cache: bool = True,  # noqa: ARG002 - one reader per request
    ) -> Any:
        """The body as an object.

        Raises:
            WrongMediaType: it does not claim to be JSON in UTF-8.
            MalformedBody: it is not.
        """
        charset = self.mimetype_params.get("charset", "utf-8").lower()
        if not force and (
            self.mimetype != "application/json" or charset not in {"utf-8", "utf8"}
        ):
            self._discard()
            raise WrongMediaType(
                "The header Content-Type does not say application/json.",
                hint="Send Content-Type: application/json, in UTF-8.",
            )
        try:
            data = self.get_data()
        except RequestEntityTooLarge:
            self._discard()
            raise
        document = read(data)
        if not isinstance(document, dict):
            raise MalformedBody(
                "The body is not a JSON object.", hint="It must begin with {."
            )
        return document

    def _discard(self) -> None:
        """Read what is still coming, up to a point, and forget it.

        A client that is still sending when the connection closes sees a broken
        connection instead of the answer that says why.
        """
        left = _DISCARD
        if self.content_length is not None:
            left = min(left, self.content_length)
        stream = self.environ["wsgi.input"]
        while left > 0 and (chunk := stream.read(min(left, 65536))):
            left -= len(chunk)


def read(data: bytes) -> Any:
    """Parse a JSON text.

    Raises:
        MalformedBody: it is not UTF-8, not JSON, ambiguous or nested too deep.
    """
    if not data.strip():
        raise MalformedBody("The body is empty.", hint="Send a JSON object.")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise MalformedBody(
            "The body is not UTF-8.",
            where=f"byte {error.start}",
            hint="Encode it as UTF-8; JSON knows no other encoding.",
        ) from None
    if text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"):
        raise MalformedBody(
            "The body begins with a byte order mark.", hint="Leave it out."
        )
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        raise MalformedBody(
            "The body is not JSON.", where=f"line {error.lineno} column {error.colno}"
        ) from None
    except RecursionError:
        raise MalformedBody("The body is nested too deep.") from None
    except ValueError:
        # Integers of thousands of digits, which Python refuses to convert.
        raise MalformedBody("The body holds a number that is too large.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedBody(
            "An object in the body has the same key twice.",
            hint="Which of them counts is not for crible to guess.",
        )
    return found


def _constant(_text: str) -> Any:
    raise MalformedBody("NaN and Infinity are not JSON.")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise MalformedBody("The body holds a number that is too large.")
    return value
