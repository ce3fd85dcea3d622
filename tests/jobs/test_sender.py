"""Messages are signed, tried again, and follow nobody."""

from __future__ import annotations

import dataclasses
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import standardwebhooks

from crible.errors import ForbiddenTarget, UsageError
from crible.jobs import sender, webhooks

START = datetime(2026, 11, 4, 12, tzinfo=UTC)
LOOPBACK = ("127.0.0.0/8",)


class Clock:
    """A clock that tests set."""

    def __init__(self):
        self.now = START

    def __call__(self):
        """The time."""
        return self.now


class Receiver(ThreadingHTTPServer):
    """Takes messages and answers with the status that a test says."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 204
        self.got = []

    @property
    def url(self):
        """Where messages are sent."""
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", self.server.url + "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def receiver():
    """A running receiver."""
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def clock():
    """The tests' clock."""
    return Clock()


@pytest.fixture
def timed(services, clock):
    """Services with the tests' clock."""
    return dataclasses.replace(services, clock=clock)


@pytest.fixture
def hook(timed, receiver):
    """A webhook at the receiver."""
    return webhooks.add(
        timed, receiver.url, ["batch.finished"], actor="me", allowed=LOOPBACK
    )


def _tell(services, **body):
    services.store.hooks.tell(
        "batch.finished", body, at=services.clock(), new_id=services.new_id
    )


def test_a_message_is_signed_so_that_receivers_can_check_it(timed, hook, receiver):
    """The official library of the specification takes it, and no other body."""
    real = dataclasses.replace(timed, clock=lambda: datetime.now(UTC))
    _tell(real, id="1", state="done")
    assert sender.send(real, allowed=LOOPBACK) == 1
    ((path, headers, body),) = receiver.got
    assert path == "/hook"
    checked = standardwebhooks.Webhook(hook.secret).verify(body, headers)
    assert checked["type"] == "batch.finished"
    assert checked["data"] == {"id": "1", "state": "done"}
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(hook.secret).verify(body + b" ", headers)


def test_a_message_that_arrived_is_not_sent_again(timed, hook, receiver):
    """What is delivered is done with."""
    _tell(timed)
    assert sender.send(timed, allowed=LOOPBACK) == 1
    assert sender.send(timed, allowed=LOOPBACK) == 0
    (told,) = timed.store.hooks.deliveries(hook.id)
    assert (told.state, told.status, told.attempts) == ("delivered", 204, 1)


@pytest.mark.parametrize("status", [199 + 101, 301, 308, 400, 404, 429, 500, 503])
def test_a_failure_is_tried_again_later_and_no_redirect_is_followed(
    timed, hook, receiver, clock, status
):
    """Any other status is a failure; the same message comes again after a while."""
    receiver.status = status
    _tell(timed)
    assert sender.send(timed, allowed=LOOPBACK) == 1
    assert sender.send(timed, allowed=LOOPBACK) == 0
    assert [path for path, _, _ in receiver.got] == ["/hook"]
    clock.now += sender.RETRIES[0]
    receiver.status = 200
    assert sender.send(timed, allowed=LOOPBACK) == 1
    first, second = receiver.got
    assert first[1]["Webhook-Id"] == second[1]["Webhook-Id"]
    assert timed.store.hooks.deliveries(hook.id)[0].state == "delivered"


def test_after_days_a_message_is_given_up(timed, hook, receiver, clock):
    """The last failure ends it, and says why."""
    receiver.status = 500
    _tell(timed)
    for wait in (*sender.RETRIES, timedelta(days=9), timedelta(days=9)):
        sender.send(timed, allowed=LOOPBACK)
        clock.now += wait
    (told,) = timed.store.hooks.deliveries(hook.id)
    assert (told.state, told.attempts) == ("given-up", len(sender.RETRIES) + 1)
    assert told.failure == "It answered 500."


def test_a_receiver_that_is_gone_is_a_failure(timed, hook, receiver):
    """No answer is told without what the other side may have said."""
    receiver.shutdown()
    receiver.server_close()
    _tell(timed)
    sender.send(timed, allowed=LOOPBACK)
    (told,) = timed.store.hooks.deliveries(hook.id)
    assert told.failure == "No answer (ConnectionRefusedError)."


def test_a_name_that_leads_inside_by_now_is_not_followed(timed, receiver):
    """The address is judged at each attempt, not once when it is entered."""
    outside = webhooks.add(
        timed,
        f"https://hook.example:{receiver.server_port}/",
        ["batch.finished"],
        actor="me",
        resolve=lambda _host, _port: ["93.184.216.34"],
    )
    _tell(timed)
    sender.send(timed, resolve=lambda _host, _port: ["127.0.0.1"])
    assert receiver.got == []
    assert "private" in timed.store.hooks.deliveries(outside.id)[0].failure


def test_the_connection_goes_to_the_address_that_was_judged(timed, receiver):
    """The host's name is for the header alone; it is not resolved a second time."""
    webhooks.add(
        timed,
        f"http://no-such-host.invalid:{receiver.server_port}/",
        ["batch.finished"],
        actor="me",
        allowed=LOOPBACK,
        resolve=lambda _host, _port: ["127.0.0.1"],
    )
    _tell(timed)
    sender.send(timed, allowed=LOOPBACK, resolve=lambda _host, _port: ["127.0.0.1"])
    ((_, headers, _),) = receiver.got
    assert headers["Host"] == f"no-such-host.invalid:{receiver.server_port}"


@pytest.mark.parametrize("events", [[], ["nothing"], ["batch.finished", "nothing"]])
def test_a_webhook_wants_events_that_there_are(timed, events):
    """An event that is misspelt would never be told."""
    with pytest.raises(UsageError):
        webhooks.add(timed, "http://127.0.0.1/", events, actor="me", allowed=LOOPBACK)


def test_a_webhook_does_not_lead_inside(timed):
    """It is judged when it is entered, too."""
    with pytest.raises(ForbiddenTarget):
        webhooks.add(timed, "https://127.0.0.1/", ["alert.new"], actor="me")


def test_the_secret_is_shown_once(timed, hook):
    """Shown when it is made, and never in a list."""
    assert webhooks.hook_json(hook, secret=True)["secret"] == hook.secret
    assert hook.secret not in json.dumps(webhooks.hook_json(hook))
