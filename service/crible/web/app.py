"""``create_app``: the services behind HTTP, one shape of error, one document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Response  # noqa: TC002 - flask-openapi resolves annotations
from flask.json.provider import DefaultJSONProvider
from flask_openapi import Info, OpenAPI
from flask_openapi.models import Schema

from crible import telemetry
from crible._version import __version__
from crible.web import access, guard, metrics, problems, reference, security
from crible.web import document as contract
from crible.web.api import alerts, decisions, health, lists, screening
from crible.web.api.answers import ScanRecord, ScreenRecord
from crible.web.bodies import StrictRequest
from crible.web.doors import reconcile, yente
from crible.web.doors.address import AddressKeys
from crible.web.proxies import Proxies
from crible.web.signin import oidc, sessions
from crible.web.signin.agreement import agreed
from crible.web.signin.provider import Provider
from crible.web.throttle import Throttle
from crible.web.traces import Traces, exporting
from crible.web.uploads import batches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pydantic import BaseModel

    from crible.model import Screening
    from crible.settings import Settings
    from crible.usecases.services import Services

_DESCRIPTION = """\
Screens names and texts against sanctions lists, explains each hit and records each act.

Errors are problem documents (RFC 9457). Every answer of a screening names the snapshot
of the lists and the profile of the engine that it was made with.
"""


class _Crible(OpenAPI):
    """The application; takes strict bodies only."""

    request_class = StrictRequest

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Every view as it is: none is a coroutine, and Flask asks at each request."""
        return func


class _Json(DefaultJSONProvider):
    """ASCII only, so that an answer is valid UTF-8 whatever a name holds.

    Keys stay in the order of the contract.
    """

    ensure_ascii = True
    sort_keys = False
    compact = True


def create_app(
    services: Services,
    settings: Settings,
    throttle: Throttle | None = None,
    metrics_folder: Path | None = None,
    traces: Traces | None = None,
) -> OpenAPI:
    """The WSGI application over ``services``.

    Args:
        services: from ``bootstrap.start``; each worker process needs its own.
        settings: for limits, hosts and proxies.
        throttle: shared by the processes of a service; one of its own when None.
        metrics_folder: where the processes of a service count together.
        traces: by the settings unless given.
    """
    app = _Crible(
        "crible.web",
        info=Info(title="crible", version=__version__, description=_DESCRIPTION),
        validation_error_model=problems.Problem,
        validation_error_callback=problems.refuse_invalid,
        # The pages and its JSON route come together; the route is added below.
        doc_ui=False,
        static_folder=None,
    )
    # flask-openapi declares 3.2, which client generators do not know yet.
    app.openapi_version = "3.1.1"
    app.json = _Json(app)
    # Flask's way of putting middleware around an application.
    app.wsgi_app = Proxies(  # type: ignore[method-assign]
        AddressKeys(app.wsgi_app), settings.trusted_proxies
    )
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    # A redirect from //v1/lists would be an answer outside the contract.
    app.url_map.merge_slashes = False

    services = replace(services, crashed=telemetry.crash)
    problems.register(app)
    security.register(app, services.new_id, settings)
    if traces is None and settings.traces:
        traces = Traces(exporting(settings.traces))
    if traces is not None:
        traces.register(app)
    throttle = throttle or Throttle()
    guard.register(
        app,
        services,
        settings,
        throttle,
        local=security.is_local(settings.bind),
    )
    counts = metrics.Metrics(metrics_folder)
    counts.register(app)
    services = replace(services, observe=counts.screened)
    if traces is not None:
        services = _traced(services, traces, counts)
    for resource in (health, lists, screening, alerts, decisions):
        app.register_api(resource.routes(services))
    app.register_api(batches.routes(services, settings))
    app.register_api(sessions.routes(services, throttle))
    # Their shapes are published elsewhere and are not in our document.
    for door in (yente, reconcile):
        app.register_blueprint(door.routes(services))
    app.register_blueprint(metrics.routes(services, counts))
    if (met := agreed(settings)) is not None:
        provider = Provider(met, lambda: services.clock().timestamp())
        app.register_blueprint(oidc.routes(services, provider, throttle))
    for model in (ScreenRecord, ScanRecord):
        _add_schema(app, model)

    access.complete(app)
    # Made once, before threads could race for it.
    document = contract.complete(app)
    batches.describe(document)

    @app.get("/openapi.json", doc_ui=False)
    @access.public
    def openapi() -> dict[str, Any]:
        """The contract."""
        return document

    @app.get("/docs", doc_ui=False)
    @access.public
    def docs() -> Response:
        """The contract for people."""
        return reference.page(document)

    access.complete(app)
    return app


def _traced(services: Services, traces: Traces, counts: metrics.Metrics) -> Services:
    def observe(acts: Sequence[Screening]) -> None:
        counts.screened(acts)
        traces.screened(acts)

    return replace(services, observe=observe, span=traces.span)


def _add_schema(app: OpenAPI, model: type[BaseModel]) -> None:
    schema = model.model_json_schema(
        ref_template="#/components/schemas/{model}", mode="serialization"
    )
    for name, part in schema.pop("$defs", {}).items():
        app.components_schemas[name] = Schema(**part)
    app.components_schemas[model.__name__] = Schema(**schema)
