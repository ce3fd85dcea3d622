"""A real application over a small real SQLite database, composed as in production.

One database for the whole session: tests only add screenings to it. A test that needs
another state (no list, a failed list) composes its own with ``compose``.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

from crible import bootstrap, settings
from crible.model import (
    Address,
    Designation,
    Entry,
    Identifier,
    ListInfo,
    Name,
    Relation,
)
from crible.web.app import create_app

NOW = datetime(2026, 11, 4, 12, tzinfo=UTC)

KUPOL = Entry(
    id="press:iemz-kupol",
    list="press",
    kind="company",
    status="linked",
    names=(
        Name("IEMZ Kupol", "primary", language="en"),
        Name("Купол", "native", script="Cyrl", language="ru"),
    ),
    relations=(Relation("subsidiary-of", "press:almaz-antey", 100.0, "an article"),),
    countries=("ru",),
    addresses=(Address(city="Izhevsk", country="ru"),),
    dates=(("founded", "1957"),),
)
ALMAZ = Entry(
    id="press:almaz-antey",
    list="press",
    kind="company",
    names=(Name("Almaz-Antey", "primary"),),
    designations=(
        Designation("European Union", "UKR", ("asset freeze",), date(2014, 7, 31)),
    ),
    identifiers=(Identifier("inn", "7731084175", "ru"),),
    countries=("ru",),
    remarks="The largest of its kind.",
)
OTHERS = tuple(
    Entry(
        id=f"ofac-sdn:{number}",
        list="ofac-sdn",
        kind="vessel" if number % 2 else "person",
        names=(Name(text, "primary"),),
    )
    for number, text in enumerate(
        ("Ivan Example", "North Star Trader", "Example Shipping House", "Golden Reef"),
        start=100,
    )
)


def _publish(services, key, entries, at):
    services.store.save_list(ListInfo(key, f"The list {key}", "A publisher"))
    services.store.publish(
        key, entries, published=date(2026, 11, 1), fetched=at, source="a file"
    )


@pytest.fixture(scope="session")
def compose(tmp_path_factory):
    """Return a function that composes services over a fresh database."""
    opened = []

    def compose(*, lists=True, failed=False, **environment):
        found = settings.load(
            {
                "CRIBLE_DATA_DIR": str(tmp_path_factory.mktemp("data")),
                **{
                    f"CRIBLE_{name.upper()}": value
                    for name, value in environment.items()
                },
            }
        )
        store = bootstrap.open_store(found)
        store.upgrade()
        store.close()
        # Lists grow stale by the clock; the tests' clock stands still.
        services = dataclasses.replace(bootstrap.start(found), clock=lambda: NOW)
        opened.append(services)
        at = NOW - timedelta(days=2)
        if lists:
            _publish(services, "press", (KUPOL, ALMAZ), at)
            _publish(services, "ofac-sdn", OTHERS, at)
        if failed:
            services.store.record_failure(
                "press", at=at + timedelta(days=1), reason="cut off", source="a file"
            )
        return services, found

    yield compose
    for services in opened:
        services.store.close()


@pytest.fixture(scope="session")
def composed(compose):
    """Services with two good lists, and their settings."""
    return compose()


@pytest.fixture(scope="session")
def app(composed):
    """The application over two good lists."""
    return create_app(*composed)


@pytest.fixture
def client(app):
    """A client of the application."""
    return app.test_client()


@pytest.fixture
def screen(client):
    """Return a function that screens subjects and gives back the results."""

    def screen(*subjects, **envelope):
        answer = client.post(
            "/v1/screen", json={"subjects": list(subjects), **envelope}
        )
        assert answer.status_code == 200, answer.text
        return answer.json["results"]

    return screen


@pytest.fixture(scope="session")
def is_problem():
    """Return the one check of the one shape of error; it gives back the document."""

    def check(answer, status):
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
        document = answer.json
        required = {"type", "title", "status", "detail", "code", "request_id"}
        assert required <= set(document)
        assert set(document) <= required | {"hint", "where", "lists"}
        assert document["type"] == f"urn:crible:problem:{document['code']}"
        assert document["status"] == status
        assert document["title"]
        assert document["detail"].endswith(".")
        assert document["request_id"] == answer.headers["X-Request-ID"]
        return document

    return check
