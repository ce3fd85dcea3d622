"""``/metrics``: what the service does, in figures, for Prometheus.

Worker processes count into files that they share, so whichever of them is asked
answers for all. What the database knows (the age of lists, jobs) is read when somebody
asks. Labels are routes, outcomes and keys of lists: nothing that a caller wrote.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from flask import Blueprint, Response, g, request

from crible._version import __version__
from crible.errors import StoreUnavailable
from crible.matching.kernel.library import library
from crible.model import ListState
from crible.settings import tell_libraries
from crible.store.jobs import State
from crible.store.review_rows import State as Standing
from crible.usecases import lists
from crible.web.access import needs
from crible.web.security import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flask import Flask
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import GaugeMetricFamily
    from prometheus_client.metrics import MetricWrapperBase

    from crible.model import Screening
    from crible.usecases.services import Services

M = TypeVar("M", bound="MetricWrapperBase")

# Seconds. A look-up takes milliseconds, a thousand subjects or a long text seconds.
_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counts, of this process or of all that share a folder.

    Args:
        folder: where the processes of a service count; None counts in memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        # Not before: the library looks once, at its import, where it shall count.
        import prometheus_client as prometheus  # noqa: PLC0415 - as said

        self._folder = folder
        self._known: dict[tuple[MetricWrapperBase, tuple[str, ...]], Any] = {}
        self._registry = prometheus.CollectorRegistry()
        self._requests = prometheus.Counter(
            "crible_requests",
            "Answered requests.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = prometheus.Histogram(
            "crible_request_seconds",
            "Time from the first byte of a request to its answer.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._screenings = prometheus.Counter(
            "crible_screenings",
            "Recorded screenings by outcome.",
            ("operation", "channel", "outcome"),
            registry=self._registry,
        )

    def screened(self, acts: Sequence[Screening]) -> None:
        """Count recorded screenings."""
        found = Counter((act.operation, act.channel, act.outcome) for act in acts)
        for labels, count in found.items():
            self._labelled(self._screenings, labels).inc(count)

    def register(self, app: Flask) -> None:
        """Count every request of an application."""

        def count(response: Response) -> Response:
            route = request.url_rule.rule if request.url_rule else "none"
            method = request.method if request.method in METHODS else "other"
            labels = (method, route, str(response.status_code))
            self._labelled(self._requests, labels).inc()
            seconds = time.perf_counter() - g.began
            self._labelled(self._seconds, (route,)).observe(seconds)
            return response

        app.after_request(count)

    def _labelled(self, figure: M, labels: tuple[str, ...]) -> M:
        """The figure with its labels; the library takes a lock to look it up."""
        known = self._known.get((figure, labels))
        if known is None:
            known = self._known[figure, labels] = figure.labels(*labels)
        found: M = known
        return found

    def exposition(self, services: Services) -> str:
        """Everything in Prometheus' text format."""
        from prometheus_client import (  # noqa: PLC0415 - as above
            CollectorRegistry,
            generate_latest,
        )
        from prometheus_client.multiprocess import (  # noqa: PLC0415 - as above
            MultiProcessCollector,
        )

        counted: CollectorRegistry = self._registry
        if self._folder is not None:
            counted = CollectorRegistry()
            MultiProcessCollector(counted, path=str(self._folder))  # type: ignore[no-untyped-call]
        asked = CollectorRegistry()
        asked.register(_State(services))
        return (generate_latest(counted) + generate_latest(asked)).decode()


class _State:
    """What the database says at the moment it is asked."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The figures, or only that the database does not answer."""
        from prometheus_client.core import (  # noqa: PLC0415 - as above
            GaugeMetricFamily as Gauge,
        )

        build = Gauge(
            "crible_build_info",
            "The version, and whether matching is compiled.",
            labels=("version", "kernel"),
        )
        build.add_metric((__version__, "compiled" if library() else "none"), 1)
        yield build
        try:
            yield from self._of_lists()
            yield from self._of_jobs()
            yield from self._of_alerts()
        except StoreUnavailable:
            yield Gauge("crible_database_up", "Whether it answers.", 0)
        else:
            yield Gauge("crible_database_up", "Whether it answers.", 1)

    def _of_jobs(self) -> Iterable[GaugeMetricFamily]:
        from prometheus_client.core import (  # noqa: PLC0415 - as above
            GaugeMetricFamily as Gauge,
        )

        found = self._services.store.jobs.counts()
        jobs = Gauge("crible_jobs", "Uploads by state.", labels=("state",))
        for state in get_args(State):
            jobs.add_metric((state,), float(found.get(state, 0)))
        yield jobs
        waiting = Gauge("crible_webhook_messages_waiting", "Not delivered yet.")
        waiting.add_metric((), float(self._services.store.hooks.waiting()))
        yield waiting

    def _of_alerts(self) -> Iterable[GaugeMetricFamily]:
        from prometheus_client.core import (  # noqa: PLC0415 - as above
            GaugeMetricFamily as Gauge,
        )

        now = self._services.clock()
        found = self._services.store.alerts.counts(now)
        standing = Gauge("crible_alerts", "Alerts by state.", labels=("state",))
        for state in get_args(Standing):
            standing.add_metric((state,), float(found.get(state, 0)))
        yield standing
        oldest = self._services.store.alerts.oldest_waiting()
        age = Gauge(
            "crible_oldest_alert_seconds", "Since the alert came that waits longest."
        )
        age.add_metric((), (now - oldest).total_seconds() if oldest else 0.0)
        yield age

    def _of_lists(self) -> Iterable[GaugeMetricFamily]:
        from prometheus_client.core import (  # noqa: PLC0415 - as above
            GaugeMetricFamily as Gauge,
        )

        age = Gauge(
            "crible_list_age_seconds",
            "Since the content was last confirmed.",
            labels=("list",),
        )
        entries = Gauge("crible_list_entries", "Entries.", labels=("list",))
        state = Gauge("crible_list_state", "1 for its state.", labels=("list", "state"))
        good, used = True, False
        reports = [
            report for report in lists.show(self._services) if report.state != "missing"
        ]
        for report in reports:
            key = report.info.key
            good = good and report.state in {"good", "disabled"}
            used = used or report.state != "disabled"
            for name in get_args(ListState):
                state.add_metric((key, name), float(report.state == name))
            if report.age is not None:
                age.add_metric((key,), report.age.total_seconds())
            if report.version is not None:
                entries.add_metric((key,), report.version.entries)
        ready = Gauge("crible_ready", "1 when lists are in use and good.")
        ready.add_metric((), float(good and used))
        snapshot = Gauge(
            "crible_snapshot_info",
            "The snapshot of new answers.",
            labels=("snapshot", "profile"),
        )
        found = self._services.store.current_snapshot()
        if found is not None:
            snapshot.add_metric((found.id, self._services.profile.id), 1)
        yield from (age, entries, state, ready, snapshot)


def routes(services: Services, metrics: Metrics) -> Blueprint:
    """The address over ``services``."""
    api = Blueprint("metrics", __name__)

    @api.get("/metrics")
    @needs("read", "admin")
    def show() -> Response:
        """All figures."""
        from prometheus_client import CONTENT_TYPE_LATEST  # noqa: PLC0415 - as above

        return Response(metrics.exposition(services), content_type=CONTENT_TYPE_LATEST)

    return api


@contextmanager
def shared_folder() -> Iterator[Path]:
    """A folder in which the processes of one service count; gone at its end."""
    path = Path(tempfile.mkdtemp(prefix="crible-metrics-"))
    owner = os.getpid()
    tell_libraries("PROMETHEUS_MULTIPROC_DIR", str(path))
    try:
        yield path
    finally:
        # Workers leave through here as well, and must not take it away from others.
        if os.getpid() == owner:
            shutil.rmtree(path, ignore_errors=True)
