"""/metrics: what is counted, for one process and for several, and what is not told."""

from __future__ import annotations

import dataclasses
import os

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from crible.errors import StoreUnavailable
from crible.web.app import create_app

NAMED = "Zzyzxname"


def figures(client):
    """Every sample by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in parsed(answer.text)
        for sample in family.samples
    }, answer.text


@pytest.fixture
def fresh(composed):
    """A client of an application whose counts start at nothing."""
    return create_app(*composed).test_client()


def test_requests_and_screenings_are_counted(fresh):
    """Requests count by route and status, screenings by outcome."""
    subjects = [{"name": "IEMZ Kupol"}, {"name": NAMED}, {}]
    fresh.post("/v1/screen", json={"subjects": subjects})
    fresh.post("/v1/scan", json={"text": "by Almaz-Antey"})
    fresh.post("/match/default", json={"queries": {}})
    fresh.open(f"/{NAMED}", method=f"X{NAMED}".upper())
    found, text = figures(fresh)

    def requests(method, route, status):
        labels = (("method", method), ("route", route), ("status", status))
        return found.get(("crible_requests_total", labels))

    def screenings(operation, outcome):
        labels = (("channel", "http"), ("operation", operation), ("outcome", outcome))
        return found.get(("crible_screenings_total", (*sorted(labels),)))

    assert requests("POST", "/v1/screen", "200") == 1
    assert requests("POST", "/match/<dataset>", "422") == 1
    assert requests("other", "none", "404") == 1
    assert screenings("screen", "match") == 1
    assert screenings("screen", "clear") == 1
    assert screenings("screen", "error") == 1
    assert screenings("scan", "match") == 1
    count = ("crible_request_seconds_count", (("route", "/v1/screen"),))
    assert found[count] == 1
    assert NAMED.lower() not in text.lower()


@pytest.mark.parametrize(
    ("options", "ready", "state"),
    [({}, 1, "good"), ({"failed": True}, 0, "failed"), ({"lists": False}, 0, None)],
    ids=["good", "failed", "none"],
)
def test_the_state_of_lists_is_told(compose, options, ready, state):
    """Age, size and state of each list are there, and whether all are good."""
    found, _ = figures(create_app(*compose(**options)).test_client())
    assert found["crible_ready", ()] == ready
    assert found["crible_database_up", ()] == 1
    states = {
        dict(labels)["state"]: value
        for (name, labels), value in found.items()
        if name == "crible_list_state" and dict(labels)["list"] == "press"
    }
    assert [name for name, value in states.items() if value] == (
        [state] if state else []
    )
    if state:
        labels = (("list", "press"),)
        assert found["crible_list_age_seconds", labels] == 2 * 86400
        assert found["crible_list_entries", labels] == 2


def test_without_a_database_the_counts_are_told(composed):
    """A database that does not answer is itself a figure."""

    class Gone:
        """A store whose database is gone."""

        def __getattr__(self, name):
            """Any method raises."""

            def raises(*_arguments, **_named):
                raise StoreUnavailable("gone")

            return raises

    services, settings = composed
    client = create_app(services, settings).test_client()
    from crible.web.metrics import Metrics

    text = Metrics().exposition(dataclasses.replace(services, store=Gone()))
    assert "crible_database_up 0.0" in text
    assert client.get("/metrics").status_code == 200


def test_processes_that_share_a_folder_are_added_up(tmp_path):
    """Whichever process is asked answers for all, those that ended too."""
    import subprocess
    import sys
    from pathlib import Path

    import crible

    code = """
import sys
from pathlib import Path
from crible.web.metrics import Metrics, shared_folder
import os
from types import SimpleNamespace as Act
with shared_folder() as folder:
    for _ in range(2):
        child = os.fork()
        if not child:
            counts = Metrics(folder)
            counts.screened([Act(operation="screen", channel="http", outcome="clear")])
            os._exit(0)
        os.waitpid(child, 0)
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))
    print(generate_latest(registry).decode())
print(folder.exists())
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={
            "PYTHONPATH": str(Path(crible.__file__).parents[1]),
            "TMPDIR": str(tmp_path),
            "PATH": os.defpath,
        },
    )
    assert 'outcome="clear"} 2.0' in ended.stdout
    assert ended.stdout.endswith("False\n")
