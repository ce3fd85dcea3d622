"""Queries by example, as ``/match`` takes them: one that cannot be read fails alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crible.errors import InputRefused, SubjectRefused, TooLarge, UsageError
from crible.model import Problem
from crible.web.doors import sought, vocabulary

if TYPE_CHECKING:
    from crible.model import Subject

_ENVELOPE = frozenset({"queries", "weights", "config"})
# What an entity of such a service holds; clients send back whole ones.
_FIELDS = frozenset(
    "id schema properties caption datasets referents target first_seen last_seen "
    "last_change".split()
)
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Example:
    """One query.

    Attributes:
        name: the caller's, under which it is answered.
        schema: as sent, or empty.
        found: the subject, or why there is none.
        unused: properties that do not bear on a score.
    """

    name: str
    schema: str
    found: Subject | Problem
    unused: tuple[str, ...] = ()


def read(body: dict[str, Any], most: int) -> list[Example]:
    """The queries of a body, in order.

    Args:
        body: of the request.
        most: queries in it at most.

    Raises:
        InputRefused: the envelope cannot be read.
        UsageError: it asks for other weights than the engine's own.
        TooLarge: too many queries.
    """
    if not _ENVELOPE.issuperset(body):
        raise InputRefused(
            "There is a field that this address does not know.",
            hint="It takes queries.",
        )
    if body.get("weights") or body.get("config"):
        raise UsageError(
            "crible's engine takes no other weights for one request.",
            hint="Leave out weights and config; see /algorithms.",
            where="weights" if body.get("weights") else "config",
        )
    queries = body.get("queries")
    if not isinstance(queries, dict) or not queries:
        raise InputRefused(
            "There are no queries.", hint="Send an object of them.", where="queries"
        )
    if len(queries) > most:
        raise TooLarge(
            f"{len(queries)} queries in one request; the limit is {most}.",
            where="queries",
        )
    if any(len(name) > _LONGEST_NAME or "\0" in name for name in queries):
        raise InputRefused("The name of a query is not usable.", where="queries")
    return [_example(name, query) for name, query in queries.items()]


def _example(name: str, query: Any) -> Example:
    schema = query.get("schema") if isinstance(query, dict) else None
    schema = schema if isinstance(schema, str) and schema in vocabulary.KINDS else ""
    try:
        found = _sought(query, name)
    except InputRefused as error:
        detail = f"{error.where}: {error.message}" if error.where else error.message
        return Example(
            name,
            schema,
            Problem(error.code, error.title, f"{detail} {error.hint}".strip()),
        )
    return Example(name, schema, found.subject, found.unused)


def _sought(query: Any, name: str) -> sought.Sought:
    if not isinstance(query, dict):
        raise SubjectRefused("It is no object.")
    if not _FIELDS.issuperset(query):
        raise SubjectRefused(
            "There is a field that crible does not know.",
            hint="It takes schema and properties.",
        )
    schema, properties = query.get("schema"), query.get("properties")
    if not isinstance(schema, str) or schema not in vocabulary.KINDS:
        raise SubjectRefused(
            "crible screens no such schema.",
            hint=f"It screens: {', '.join(vocabulary.KINDS)}.",
            where="schema",
        )
    if not isinstance(properties, dict):
        raise SubjectRefused("It has no properties.", where="properties")
    identity = query.get("id")
    reference = identity if isinstance(identity, str) and identity else name
    return sought.read(vocabulary.KINDS[schema], properties, reference=reference)
