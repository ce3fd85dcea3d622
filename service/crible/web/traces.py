"""Traces of requests and screenings for OpenTelemetry, without whom anybody screened.

The only importer of the SDK, which comes with the extra ``otel``. What a span says is
chosen here, name by name: the rule that matched and never the path as sent, counts of
outcomes, and of an error its class. The ready-made instrumentation for Flask was the
alternative: it writes the address, with its parameters, into every span.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import g, request

from crible._version import __version__
from crible.errors import UsageError
from crible.web.security import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask import Flask, Response
    from opentelemetry.sdk.trace import TracerProvider

    from crible.model import Screening


class Traces:
    """Spans of one process.

    Args:
        provider: where spans go; from ``exporting`` or, in tests, their own.
    """

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry import trace  # noqa: PLC0415 - of the extra
        from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415
            TraceContextTextMapPropagator,
        )

        self._trace = trace
        self._tracer = provider.get_tracer("crible", __version__)
        self._context = TraceContextTextMapPropagator()

    def register(self, app: Flask) -> None:
        """Trace every request of an application."""

        def begin() -> None:
            rule = request.url_rule
            method = request.method if request.method in METHODS else "other"
            carrier = {
                name: value
                for name in ("traceparent", "tracestate")
                if (value := request.headers.get(name))
            }
            g.span = self._tracer.start_as_current_span(
                f"{method} {rule.rule}" if rule else method,
                context=self._context.extract(carrier),
                kind=self._trace.SpanKind.SERVER,
                attributes={
                    "http.request.method": method,
                    "http.route": rule.rule if rule else "none",
                    "crible.request_id": g.request_id,
                },
                record_exception=False,
                set_status_on_exception=False,
            )
            g.span.__enter__()

        def answered(response: Response) -> Response:
            span = self._trace.get_current_span()
            span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= 500:
                span.set_status(self._trace.StatusCode.ERROR)
            return response

        def end(_error: BaseException | None) -> None:
            if (span := g.pop("span", None)) is not None:
                span.__exit__(None, None, None)

        app.before_request(begin)
        app.after_request(answered)
        app.teardown_request(end)

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        """A part of a request, such as the looking up or the recording."""
        with self._tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Exception as error:
                # Its message may quote a name.
                span.set_attribute("error.type", type(error).__qualname__)
                span.set_status(self._trace.StatusCode.ERROR)
                raise

    def screened(self, acts: Sequence[Screening]) -> None:
        """Say in the present span how many were screened, and with which outcomes."""
        found = Counter(act.outcome for act in acts)
        self._trace.get_current_span().set_attributes(
            {
                "crible.snapshot": acts[0].snapshot,
                **{f"crible.outcome.{name}": count for name, count in found.items()},
            }
        )


def exporting(endpoint: str) -> TracerProvider:
    """A provider that sends spans to a collector (OTLP over HTTP), in the background.

    Raises:
        UsageError: the extra is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
    except ImportError:
        raise UsageError(
            "Traces need more than is installed.", hint="pip install 'crible[otel]'"
        ) from None
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - of the extra
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as said
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    about: dict[str, Any] = {"service.name": "crible", "service.version": __version__}
    provider = TracerProvider(resource=Resource.create(about))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint)))
    return provider
