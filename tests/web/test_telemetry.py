"""Logs: events with known fields, and never whom somebody screened."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from contextlib import redirect_stderr

import pytest
import structlog

from crible import telemetry
from crible.telemetry import FIELDS, Event
from crible.web.app import create_app

SCREENED = "Zzyzxname"


@pytest.fixture
def logged():
    """Return a function that runs something and returns the lines it logged."""

    def logged(level, run):
        stream = io.StringIO()
        with redirect_stderr(stream):
            telemetry.configure(level)
            run()
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield logged
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def _everything(client):
    """Send the secret through every door, in ways that work and ways that do not."""
    subject = {"name": SCREENED, "aliases": [SCREENED], "reference": SCREENED}
    client.post("/v1/screen", json={"subjects": [subject, {SCREENED: SCREENED}]})
    client.post("/v1/screen", json={"subjects": [subject], "lists": [SCREENED.lower()]})
    client.post("/v1/screen", data=SCREENED, content_type="application/json")
    client.post("/v1/scan", json={"text": f"on {SCREENED} again"})
    client.get(f"/v1/entries/{SCREENED}?snapshot={SCREENED}")
    client.get(f"/v1/lists?{SCREENED}")
    client.get(f"/{SCREENED}", headers={"X-Request-ID": f"<{SCREENED}>"})
    client.open("/healthz", method=SCREENED.upper())


def test_no_screened_name_is_logged_at_the_default_level(client, logged):
    """Names, aliases, references, texts, paths and methods stay out of the log."""
    lines = logged("INFO", lambda: _everything(client))
    assert len(lines) >= 8
    assert SCREENED.lower() not in json.dumps(lines).lower()
    assert all(set(line) <= FIELDS for line in lines)


def test_no_route_logs_what_it_is_asked(composed, app, logged):
    """Whatever the route, id, parameter, body, header or key, the log has none of it."""
    unusual = {"Authorization": f"Bearer {SCREENED}", "X-API-Key": SCREENED}
    body = json.dumps({SCREENED: SCREENED, "text": SCREENED, "subjects": [SCREENED]})

    def run():
        client = app.test_client()
        for rule in app.url_map.iter_rules():
            address = re.sub("<[^>]*>", SCREENED, rule.rule)
            for method in rule.methods:
                for headers in ({}, unusual, {"X-Forwarded-For": SCREENED}):
                    client.open(
                        f"{address}?cursor={SCREENED}&list={SCREENED.lower()}",
                        method=method,
                        data=body,
                        content_type="application/json",
                        headers={**headers, "Idempotency-Key": SCREENED},
                    )
                    client.open(address, method=method, headers={"Host": SCREENED})

    lines = logged("INFO", run)
    assert len(lines) > 100
    assert SCREENED.lower() not in json.dumps(lines).lower()
    assert all(set(line) <= FIELDS for line in lines)


def test_a_request_is_one_line(client, logged):
    """A request is logged with its rule, status, time and id."""
    lines = logged(
        "INFO",
        lambda: client.get(
            "/v1/entries/press:iemz-kupol", headers={"X-Request-ID": "job-00001"}
        ),
    )
    (line,) = lines
    assert line["event"] == Event.REQUEST
    assert line["route"] == "/v1/entries/<path:id>"
    assert line["status"] == 200
    assert line["method"] == "GET"
    assert line["request_id"] == "job-00001"
    assert line["milliseconds"] >= 0


class NamingStore:
    """A store that fails with a screened name in its message."""

    def __getattr__(self, name):
        raise ValueError(f"invalid value: {SCREENED}")


@pytest.mark.parametrize(("level", "told"), [("INFO", False), ("DEBUG", True)])
def test_an_unforeseen_error_is_told_without_its_message(composed, logged, level, told):
    """A crash is logged by class and place; its message appears at DEBUG only."""
    services, settings = composed
    broken = dataclasses.replace(services, store=NamingStore())
    client = create_app(broken, settings).test_client()
    lines = logged(level, lambda: client.get("/v1/lists"))
    crash = next(line for line in lines if line["event"] == Event.CRASH)
    assert crash["exception"] == "ValueError"
    assert any("__getattr__" in frame for frame in crash["frames"])
    assert (SCREENED in json.dumps(lines)) is told


def test_unknown_fields_are_dropped_above_debug(logged):
    """A field outside the vocabulary cannot reach the default log."""

    def run():
        telemetry.emit(Event.REQUEST, status=200, name=SCREENED)

    (line,) = logged("INFO", run)
    assert line["status"] == 200
    assert "name" not in line


def test_events_can_be_captured():
    """The capture of structlog sees events, so that other tests need no stream."""
    with structlog.testing.capture_logs() as seen:
        telemetry.emit(Event.LISTENING, address="127.0.0.1:1")
    assert seen == [
        {"event": "listening", "address": "127.0.0.1:1", "log_level": "info"}
    ]
