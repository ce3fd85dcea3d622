"""Traces: what was asked and how long it took, and never whom somebody screened."""

from __future__ import annotations

import dataclasses
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from crible.web.app import create_app
from crible.web.traces import Traces, exporting

SCREENED = "Zzyzxname"
CALLER = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def spans():
    """Where spans end in these tests."""
    return InMemorySpanExporter()


@pytest.fixture
def client(composed, spans):
    """A client of an application whose spans end in ``spans``."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return create_app(*composed, traces=Traces(provider)).test_client()


def _by_name(spans):
    return {span.name: span for span in spans.get_finished_spans()}


def test_a_request_has_its_parts(client, spans):
    """A span for the request, below it one for the look-up and one for the record."""
    subjects = [{"name": "IEMZ Kupol"}, {"name": "Quiet Bakery"}, {"name": ""}]
    client.post(
        "/v1/screen",
        json={"subjects": subjects},
        headers={"traceparent": f"00-{CALLER}-b7ad6b7169203331-01"},
    )
    found = _by_name(spans)
    whole = found["POST /v1/screen"]
    assert f"{whole.context.trace_id:032x}" == CALLER
    for part in ("screen", "record"):
        assert found[part].parent.span_id == whole.context.span_id
    said = dict(whole.attributes)
    assert said.pop("crible.request_id")
    assert said.pop("crible.snapshot")
    assert said == {
        "http.request.method": "POST",
        "http.route": "/v1/screen",
        "http.response.status_code": 200,
        "crible.outcome.match": 1,
        "crible.outcome.clear": 1,
        "crible.outcome.error": 1,
    }


def test_no_screened_name_is_in_a_span(client, spans):
    """Neither in names nor attributes nor events, whatever went wrong."""
    subject = {"name": SCREENED, "reference": SCREENED}
    client.post("/v1/screen", json={"subjects": [subject, {SCREENED: 1}]})
    client.post("/v1/scan", json={"text": f"on {SCREENED} again"})
    client.get(f"/search/default?q={SCREENED}")
    client.get(f"/v1/entries/{SCREENED}")
    client.get(f"/{SCREENED}", headers={"traceparent": SCREENED})
    client.open("/healthz", method=SCREENED.upper())
    found = spans.get_finished_spans()
    assert len(found) >= 8
    assert SCREENED.lower() not in "".join(span.to_json() for span in found).lower()


def test_what_fails_is_told_by_its_class(spans):
    """A failure marks its span; its message, which may quote a name, stays out."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    traces = Traces(provider)
    with pytest.raises(ZeroDivisionError), traces.span("record"):
        raise ZeroDivisionError(SCREENED)
    (span,) = spans.get_finished_spans()
    assert span.attributes["error.type"] == "ZeroDivisionError"
    assert not span.status.is_ok
    assert SCREENED not in span.to_json()


def test_requests_do_not_run_into_each_other(client, spans):
    """Each is a trace of its own, refused ones too."""
    client.get("/healthz", headers={"Host": "evil.example"})
    client.get("/nowhere")
    client.get("/healthz")
    client.get("/v1/lists")
    found = spans.get_finished_spans()
    assert {span.name for span in found} == {"GET", "GET /healthz", "GET /v1/lists"}
    assert len({span.context.trace_id for span in found}) == len(found)
    assert all(span.parent is None for span in found)


class _Collector(BaseHTTPRequestHandler):
    """Takes what is sent, as a collector does."""

    def do_POST(self):
        """Keep the body."""
        length = int(self.headers["Content-Length"])
        self.server.taken.append((self.path, self.rfile.read(length)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def _collecting():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Collector)
    server.taken = []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_spans_reach_a_collector(composed):
    """By the address in the settings, in OpenTelemetry's own form, without names."""
    services, settings = composed
    with _collecting() as collector:
        address = f"http://127.0.0.1:{collector.server_port}/v1/traces"
        provider = exporting(address)
        settings = dataclasses.replace(settings, traces=address)
        client = create_app(services, settings, traces=Traces(provider)).test_client()
        client.post("/v1/screen", json={"subjects": [{"name": SCREENED}]})
        provider.shutdown()
    (path, body) = collector.taken[0]
    assert path == "/v1/traces"
    assert b"POST /v1/screen" in body
    assert SCREENED.encode() not in body
