"""``/match``, ``/search``, ``/entities``, ``/catalog``, ``/algorithms`` as yente has them.

For clients that were written for that service. A match is a screening like any other
and is recorded. Where crible cannot do what a parameter asks, it says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g, jsonify, request

from crible.errors import ListsUnavailable, SubjectRefused, UsageError
from crible.model import Problem, Subject
from crible.usecases import records, screening
from crible.usecases.access import SCOPES
from crible.usecases.screening import Call
from crible.web import problems
from crible.web.access import caller, needs
from crible.web.api.ids import plain
from crible.web.doors import catalog, examples, narrowing, scope, told, vocabulary
from crible.web.doors.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.model import Entry, Hit, Screening
    from crible.usecases.services import Services

# Of a screening the caller can get more by asking /v1/screen.
_LIMIT, _MOST = 5, 500
_FURTHEST = 500
# A search shows more than alerts: what resembles the words at all.
_SEARCH_LINE = 0.3
# The engine asks for a line above zero; below this one everything resembles everything.
_LOWEST = 0.05
_STATUS = {SubjectRefused.code: 422, ListsUnavailable.code: 503}
_REFUSED = {
    "changed_since": "See what changed with crible lists diff, or screen against all.",
    "sort": "Results are ordered by score.",
    "facets": "Facets are schema, datasets, countries and topics of the results.",
    "filter_op": "Conditions of one kind are alternatives, different kinds all hold.",
    "target": "Every entry is a target.",
}


def routes(services: Services) -> Blueprint:
    """The addresses over ``services``."""
    door = Blueprint("yente", __name__)

    @door.post("/match/<dataset>")
    @needs("screen", query=True)
    def match(dataset: str) -> tuple[Response, int] | Response:
        """Screen queries by example."""
        return _match(services, dataset)

    @door.get("/search/<dataset>")
    @needs("screen", query=True)
    def search(dataset: str) -> Response:
        """Entities whose names resemble some words."""
        return _search(services, dataset)

    @door.get("/entities/<path:id>")
    @needs(*SCOPES, query=True)
    def entity(id: str) -> Response:  # noqa: A002 - the name in the address
        """One entry."""
        parameters = Parameters(request.args)
        nested = parameters.flag("nested", default=True)
        parameters.done()
        found, _ = records.entry(services, plain(id))
        return jsonify(told.entity(found, nested=nested))

    @door.get("/catalog")
    @needs(*SCOPES)
    def datasets() -> Response:
        """The lists as datasets."""
        return jsonify(catalog.datasets(services))

    @door.get("/algorithms")
    @needs(*SCOPES)
    def algorithms() -> Response:
        """The one engine."""
        return jsonify(catalog.algorithms())

    return door


def _match(services: Services, dataset: str) -> tuple[Response, int] | Response:
    parameters = Parameters(request.args, _REFUSED)
    limit = parameters.whole("limit", _LIMIT, least=1, most=_MOST)
    threshold = parameters.share("threshold")
    line = services.profile.threshold if threshold is None else threshold
    cutoff = parameters.share("cutoff")
    # Lower bound of what is shown; above the line it would hide matches.
    lowest = line if cutoff is None else min(cutoff, line)
    _same_engine(parameters)
    shown = narrowing.read(parameters)
    lists = _lists(services, dataset, parameters)
    parameters.done()

    asked = examples.read(request.get_json(), services.limits.subjects)
    answer = screening.screen(
        services,
        [example.found for example in asked],
        Call(
            actor=caller().name,
            channel="http",
            lists=lists,
            threshold=max(lowest, _LOWEST),
            limit=shown.enough(limit),
            origin="match",
        ),
    )
    kept = [
        [hit for hit in act.hits if shown.shows(hit, answer.entries)]
        for act in answer.screenings
    ]
    entries = services.store.contents.some_of_snapshot(
        {hit.entry_id for hits in kept for hit in hits[:limit]}, answer.snapshot
    )
    responses = {
        example.name: _response(example, act, hits, limit, line, entries)
        for example, act, hits in zip(asked, answer.screenings, kept, strict=True)
    }
    if all(act.problem for act in answer.screenings):
        # Clients look at the status of the whole before they look at one response.
        return _nothing_screened(answer.screenings, responses), _status_of(
            answer.screenings[0]
        )
    result = jsonify(
        {
            "responses": responses,
            "limit": limit,
            "snapshot": answer.snapshot,
            "profile": answer.profile,
        }
    )
    result.headers["X-Batch-Size"] = str(len(responses))
    return result


def _response(
    example: examples.Example,
    act: Screening,
    hits: list[Hit],
    limit: int,
    line: float,
    entries: Mapping[str, Entry],
) -> dict[str, Any]:
    """The answer to one query.

    One that was not screened, or found nothing on a list too old to be relied on, has
    no ``results`` at all: an empty list would read as clear.
    """
    shape: dict[str, Any] = {"status": _status_of(act), "query": _query(example)}
    if act.problem:
        shape["detail"] = act.problem.detail
        shape["code"] = act.problem.code
    if not act.problem:
        results = [
            {
                **told.entity(entries[hit.entry_id]),
                "score": hit.score,
                "match": hit.score >= line,
                "features": told.features(hit.contributions),
                "explanations": told.explanations(hit.contributions),
            }
            for hit in hits[:limit]
            if hit.entry_id in entries
        ]
        more = len(hits) > limit or len(act.hits) >= limit + len(hits)
        shape["results"] = results
        shape["total"] = {
            "value": len(hits),
            "relation": "gte" if more and len(hits) >= limit else "eq",
        }
    if example.unused:
        shape["unused"] = list(example.unused)
    shape["screening"] = act.id
    return shape


def _query(example: examples.Example) -> dict[str, Any]:
    if isinstance(example.found, Problem):
        return {"schema": example.schema or None, "properties": {}}
    subject: Subject = example.found
    found: dict[str, list[str]] = {"name": [subject.name]}
    if subject.aliases:
        found["alias"] = list(subject.aliases)
    if subject.countries:
        found["country"] = list(subject.countries)
    if subject.birth_date:
        found[vocabulary.BIRTH] = [subject.birth_date]
    if subject.registration_date:
        found[vocabulary.FOUNDED] = [subject.registration_date]
    names = {scheme: name for name, scheme in reversed(vocabulary.IDENTIFIERS.items())}
    for number in subject.identifiers:
        found.setdefault(names[number.scheme], []).append(number.value)
    return {"id": subject.reference, "schema": example.schema, "properties": found}


def _status_of(act: Screening) -> int:
    return _STATUS.get(act.problem.code, 422) if act.problem else 200


def _nothing_screened(
    acts: tuple[Screening, ...], responses: Mapping[str, Any]
) -> Response:
    first = acts[0].problem
    if first is None:
        raise AssertionError
    text = problems.body(
        _status_of(acts[0]),
        first.code,
        first.title,
        first.detail,
        request_id=g.request_id,
        more={"responses": responses},
    )
    return Response(text, mimetype=problems.MIMETYPE)


def _search(services: Services, dataset: str) -> Response:
    parameters = Parameters(request.args, _REFUSED)
    words = parameters.text("q").strip()
    limit = parameters.whole("limit", 10, least=0, most=_MOST)
    offset = parameters.whole("offset", 0, least=0, most=_FURTHEST)
    schema = parameters.text("schema", "Thing")
    # Names are always compared with tolerance, which these two would switch on.
    parameters.flag("fuzzy", default=True)
    parameters.flag("simple", default=True)
    places = frozenset(code.lower() for code in parameters.all("countries"))
    only = parameters.all("datasets")
    shown = narrowing.read(parameters)
    sought = narrowing.schemata([schema], "schema")
    shown = narrowing.Narrowing(
        schemata=frozenset() if schema == "Thing" else sought,
        without_schemata=shown.without_schemata,
        topics=shown.topics,
        without=shown.without,
    )
    lists = _lists(services, dataset, parameters, also=only)
    parameters.done()
    if not words:
        raise UsageError("There are no words to search for.", where="q")

    far = min(_FURTHEST, max(offset + limit, 1))
    answer = screening.screen(
        services,
        [Subject(words)],
        Call(
            actor=caller().name,
            channel="http",
            lists=lists,
            threshold=_SEARCH_LINE,
            limit=_FURTHEST if places else shown.enough(far),
        ),
    )
    (act,) = answer.screenings
    hits = [hit for hit in act.hits if shown.shows(hit, answer.entries)]
    if act.problem and not hits:
        raise _error_of(act.problem)
    entries = services.store.contents.some_of_snapshot(
        {hit.entry_id for hit in hits}, answer.snapshot
    )
    found = [entries[hit.entry_id] for hit in hits if hit.entry_id in entries]
    if places:
        found = [entry for entry in found if places.intersection(entry.countries)]
    return jsonify(
        {
            "results": [told.entity(entry) for entry in found[offset : offset + limit]],
            "facets": catalog.facets(found),
            "total": {
                "value": len(found),
                "relation": "gte" if len(act.hits) >= far else "eq",
            },
            "limit": limit,
            "offset": offset,
        }
    )


def _error_of(problem: Problem) -> ListsUnavailable | SubjectRefused:
    kind = ListsUnavailable if problem.code == ListsUnavailable.code else SubjectRefused
    return kind(problem.detail)


def _lists(
    services: Services,
    dataset: str,
    parameters: Parameters,
    also: list[str] | None = None,
) -> tuple[str, ...]:
    return scope.keys(
        services,
        dataset,
        only=[*parameters.all("include_dataset"), *(also or ())],
        without=parameters.all("exclude_dataset"),
    )


def _same_engine(parameters: Parameters) -> None:
    """Refuse to answer in the name of another engine."""
    parameters.flag("fuzzy", default=True)
    asked = parameters.text("algorithm", catalog.ALGORITHM)
    if asked not in {catalog.ALGORITHM, "best"}:
        raise UsageError(
            "crible has no such algorithm.",
            hint="Ask for crible or best, or leave it out; see /algorithms.",
            where="algorithm",
        )
