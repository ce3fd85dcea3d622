"""``/reconcile/{dataset}``: the Reconciliation Service API 0.2, as OpenRefine asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from crible.errors import CribleError, InputRefused, TooLarge, UsageError
from crible.model import Problem
from crible.usecases import lists, records, screening
from crible.usecases.access import SCOPES
from crible.usecases.screening import Call
from crible.web import bodies
from crible.web.access import caller, needs
from crible.web.api.ids import plain
from crible.web.doors import address, preview, reconciliation, scope, vocabulary
from crible.web.doors.parameters import Parameters
from crible.web.doors.reconciliation import Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crible.model import EntrySummary, Screening
    from crible.usecases.services import Services

_SUGGESTED = 20
_FURTHEST = 10_000
_EXTENDED = 500
# A page on which nothing can run; OpenRefine, on this machine, shows it in a frame.
_FRAMED = "default-src 'none'; frame-ancestors http://127.0.0.1:* http://localhost:*"


def routes(services: Services) -> Blueprint:
    """The addresses over ``services``."""
    door = Blueprint("reconcile", __name__, url_prefix="/reconcile/<dataset>")

    @door.get("", endpoint="asked")
    @needs("screen", "reconcile", query=True)
    def asked(dataset: str) -> Response:
        """The manifest, or queries in the address."""
        return _answer(services, dataset, Parameters(request.args), manifest=True)

    @door.post("", endpoint="posted")
    @needs("screen", "reconcile")
    def posted(dataset: str) -> Response:
        """Queries, or properties to fetch, as a form."""
        return _answer(services, dataset, Parameters(request.form), manifest=False)

    @door.get("/suggest/entity")
    @needs(*SCOPES, "reconcile", query=True)
    def suggest_entity(dataset: str) -> Response:
        """Entries with a name that begins so, or with that id."""
        return jsonify({"result": _entries(services, dataset)})

    @door.get("/suggest/type")
    @needs(*SCOPES, "reconcile", query=True)
    def suggest_type(dataset: str) -> Response:  # noqa: ARG001 - in the address
        """Types with that in their name."""
        return jsonify({"result": _containing(reconciliation.TYPES)})

    @door.get("/suggest/property")
    @needs(*SCOPES, "reconcile", query=True)
    def suggest_property(dataset: str) -> Response:  # noqa: ARG001 - in the address
        """Properties of which a subject may be described."""
        offered = {
            id_: name
            for id_, name in reconciliation.PROPERTIES.items()
            if id_ in reconciliation.ASKED
        }
        return jsonify({"result": _containing(offered)})

    @door.get("/properties")
    @needs(*SCOPES, "reconcile", query=True)
    def properties(dataset: str) -> Response:  # noqa: ARG001 - in the address
        """Properties that can be fetched."""
        parameters = Parameters(request.args)
        type_ = parameters.text("type")
        limit = parameters.whole("limit", 100, least=1, most=1000)
        parameters.done()
        found = list(reconciliation.PROPERTIES.items())[:limit]
        return jsonify(
            {
                "type": type_ if type_ in vocabulary.KINDS else "Thing",
                "limit": limit,
                "properties": [{"id": id_, "name": name} for id_, name in found],
            }
        )

    @door.get("/preview/<path:id>")
    @needs(*SCOPES, "reconcile")
    def page(dataset: str, id: str) -> Response:  # noqa: A002, ARG001 - in the address
        """One entry as a page."""
        entry, _ = records.entry(services, plain(id))
        answer = Response(preview.page(entry), mimetype="text/html")
        answer.headers["Content-Security-Policy"] = _FRAMED
        return answer

    return door


def _answer(
    services: Services, dataset: str, parameters: Parameters, *, manifest: bool
) -> Response:
    queries, extend = parameters.text("queries"), parameters.text("extend")
    parameters.done()
    keys = scope.keys(services, dataset)
    if queries and extend:
        raise UsageError("Send queries or extend, not both.")
    if queries:
        return jsonify(_candidates(services, keys, bodies.read(queries.encode())))
    if extend:
        return jsonify(_extended(services, keys, bodies.read(extend.encode())))
    if not manifest:
        raise UsageError(
            "The form has neither queries nor extend.",
            hint="Send application/x-www-form-urlencoded.",
        )
    return jsonify(
        reconciliation.manifest(
            request.host_url, address.here(dataset), _title(services, dataset)
        )
    )


def _title(services: Services, dataset: str) -> str:
    for report in lists.show(services):
        if report.info.key == dataset:
            return report.info.title
    return "all loaded lists"


def _candidates(services: Services, keys: Sequence[str], batch: Any) -> dict[str, Any]:
    """Candidates for each query; one that cannot be read has an error instead.

    Such a query has no ``result``, against the letter of the protocol: an empty one
    would read as a subject without candidates.
    """
    if not isinstance(batch, dict) or not batch:
        raise InputRefused("There are no queries.", where="queries")
    if len(batch) > services.limits.subjects:
        raise TooLarge(
            f"{len(batch)} queries in one request; the limit is "
            f"{services.limits.subjects}.",
            where="queries",
        )
    asked = [_question(query, name) for name, query in batch.items()]
    limits = [item.limit for item in asked if isinstance(item, Question)]
    narrowed = any(isinstance(item, Question) and item.types for item in asked)
    answer = screening.screen(
        services,
        [item.subject if isinstance(item, Question) else item for item in asked],
        Call(
            actor=caller().name,
            channel="http",
            lists=tuple(keys),
            limit=500 if narrowed else max(limits, default=1),
        ),
    )
    return {
        name: _result(item, act, answer.entries)
        for name, item, act in zip(batch, asked, answer.screenings, strict=True)
    }


def _question(query: Any, name: str) -> Question | Problem:
    try:
        return reconciliation.question(query, name[:300])
    except CribleError as error:
        return Problem(error.code, error.title, str(error))


def _result(
    asked: Question | Problem, act: Screening, entries: Mapping[str, EntrySummary]
) -> dict[str, Any]:
    if not isinstance(asked, Question):
        return _error(asked)
    if act.problem and not act.hits:
        return _error(act.problem)
    strong = sum(hit.band == "strong" for hit in act.hits)
    found = []
    for hit in act.hits:
        entry = entries.get(hit.entry_id)
        if entry is None:
            continue
        broader = vocabulary.BROADER[vocabulary.SCHEMATA[entry.kind]]
        if asked.types and not broader & asked.types:
            continue
        found.append(
            {
                "id": entry.id,
                "name": entry.caption,
                "description": f"{entry.list}, {entry.status}; {hit.matched.name}",
                "type": [reconciliation.type_of(entry.kind)],
                "score": round(hit.score * 100, 2),
                # Only where there is no choice left may a program choose.
                "match": hit.band == "strong" and strong == 1,
                "features": [
                    {"id": item.feature, "value": item.weight}
                    for item in hit.contributions
                ],
            }
        )
    return {"result": found[: asked.limit]}


def _error(said: Problem) -> dict[str, Any]:
    return {"error": {"code": said.code, "title": said.title, "detail": said.detail}}


def _extended(services: Services, keys: Sequence[str], query: Any) -> dict[str, Any]:
    if not isinstance(query, dict) or set(query) != {"ids", "properties"}:
        raise InputRefused("It needs ids and properties.", where="extend")
    ids, properties = query["ids"], query["properties"]
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise InputRefused("They are no texts.", where="ids")
    if len(ids) > _EXTENDED:
        raise TooLarge(f"More than {_EXTENDED} ids in one request.", where="ids")
    wanted = []
    for item in properties if isinstance(properties, list) else [None]:
        id_ = item.get("id") if isinstance(item, dict) else None
        if not isinstance(id_, str) or id_ not in reconciliation.PROPERTIES:
            raise InputRefused(
                "There is no such property.",
                hint=f"There are: {', '.join(reconciliation.PROPERTIES)}.",
                where="properties",
            )
        wanted.append(id_)
    snapshot = services.live.current().snapshot.id
    usable = [id_ for id_ in ids if id_.isprintable() and len(id_) <= 300]
    entries = services.store.contents.some_of_snapshot(usable, snapshot)
    rows = {}
    for id_ in ids:
        entry = entries.get(id_)
        shown = entry if entry and (not keys or entry.list in keys) else None
        rows[id_] = {
            name: reconciliation.values(shown, name) if shown else [] for name in wanted
        }
    return {
        "meta": [
            {"id": name, "name": reconciliation.PROPERTIES[name]} for name in wanted
        ],
        "rows": rows,
    }


def _typed(*, typed: bool = False) -> tuple[str, int, str]:
    """What was typed, how many suggestions to skip, and of which type they are."""
    parameters = Parameters(request.args)
    prefix = parameters.text("prefix").strip()
    cursor = parameters.whole("cursor", 0, least=0, most=_FURTHEST)
    type_ = parameters.text("type") if typed else ""
    parameters.done()
    if type_ and type_ not in vocabulary.KINDS:
        raise UsageError("There is no such type.", where="type")
    return prefix[:300], cursor, type_


def _containing(offered: Mapping[str, str]) -> list[dict[str, str]]:
    prefix, cursor, _ = _typed()
    found = [
        {"id": id_, "name": name}
        for id_, name in offered.items()
        if prefix.lower() in id_.lower() or prefix.lower() in name.lower()
    ]
    return found[cursor : cursor + _SUGGESTED]


def _entries(services: Services, dataset: str) -> list[dict[str, Any]]:
    prefix, cursor, type_ = _typed(typed=True)
    keys = scope.keys(services, dataset)
    if not prefix:
        return []
    snapshot = services.live.current().snapshot.id
    ids = services.store.browsing.beginning(
        prefix, snapshot, lists=keys, limit=_SUGGESTED, skip=cursor
    )
    if not cursor and prefix.isprintable():
        ids = (prefix, *ids)
    summaries = services.store.contents.summaries(ids, snapshot)
    return [
        {
            "id": entry.id,
            "name": entry.caption,
            "description": f"{entry.list}, {entry.status}",
            "notable": [reconciliation.type_of(entry.kind)],
        }
        for entry in (summaries.get(id_) for id_ in dict.fromkeys(ids))
        if entry is not None
        and (not keys or entry.list in keys)
        and (not type_ or type_ in vocabulary.BROADER[vocabulary.SCHEMATA[entry.kind]])
    ]
