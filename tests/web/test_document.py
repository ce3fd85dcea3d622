"""/openapi.json: committed, true of real answers, and safe against what it allows.

After a wanted change of the contract: ``make openapi``, then read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from pydantic import TypeAdapter
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from crible.web.api import answers, holdings

SNAPSHOT = Path(__file__).with_name("openapi.json")
DOCUMENT = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
# Only a body or a query has a malformed form: any path is some text.
OPERATIONS = [
    (method, path, mode)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    for mode in GenerationMode
    if mode.is_positive
    or "requestBody" in operation
    or any(item["in"] == "query" for item in operation.get("parameters", ()))
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def test_the_document_is_the_committed_one(client):
    """A change of the contract is a change of a file that somebody reviews."""
    assert client.get("/openapi.json").json == DOCUMENT


def test_the_document_declares_a_version_that_generators_know(client):
    """The document is OpenAPI 3.1."""
    assert client.get("/openapi.json").json["openapi"] == "3.1.1"


# Their shapes are published by others; docs/doors.md says where.
ELSEWHERE = (
    "/match/",
    "/search/",
    "/entities/",
    "/catalog",
    "/algorithms",
    "/reconcile/",
    "/metrics",
)


def test_every_route_is_in_the_document(app, client):
    """Only the document, its page and shapes of others are not in it."""
    documented = set(client.get("/openapi.json").json["paths"])
    rules = {
        rule.rule.replace("<path:id>", "{id}")
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith(ELSEWHERE)
    }
    assert rules == documented | {"/openapi.json", "/docs"}


@pytest.mark.parametrize(
    ("method", "url", "body", "model"),
    [
        ("GET", "/healthz", None, holdings.Health),
        ("GET", "/readyz", None, holdings.Ready),
        ("GET", "/v1/lists", None, holdings.ListsAnswer),
        ("GET", "/v1/entries?list=press", None, holdings.EntriesAnswer),
        ("GET", "/v1/snapshots?limit=1", None, holdings.SnapshotsAnswer),
        ("GET", "/v1/screenings", None, answers.ScreeningsAnswer),
        ("GET", "/v1/entries/press:iemz-kupol", None, holdings.EntryAnswer),
        ("GET", "/v1/entries/press:almaz-antey", None, holdings.EntryAnswer),
        (
            "POST",
            "/v1/screen",
            {
                "subjects": [
                    {
                        "name": "Almaz-Antey",
                        "aliases": ["b"],
                        "kind": "company",
                        "countries": ["ru"],
                        "identifiers": {"inn": ["1", "2"]},
                        "birth_date": "1960",
                        "registration_date": "1960-01-01",
                        "reference": "7",
                    },
                    {},
                ]
            },
            answers.ScreenAnswer,
        ),
        ("POST", "/v1/scan", {"text": "by Almaz-Antey"}, answers.ScanAnswer),
    ],
    ids=str,
)
def test_real_answers_are_what_the_models_say(client, method, url, body, model):
    """An answer has the fields of its model, no more and no fewer."""
    answer = client.open(url, method=method, json=body)
    TypeAdapter(model).validate_json(answer.data, extra="forbid")


def test_real_records_are_what_the_models_say(client, screen):
    """Stored screenings and scans, and a snapshot, have the fields of their models."""
    (result,) = screen({"name": "Almaz-Antey"})
    scan = client.post("/v1/scan", json={"text": "by Almaz-Antey"}).json
    for url, model in (
        (f"/v1/screenings/{result['screening']}", answers.ScreenRecord),
        (f"/v1/screenings/{scan['screening']}", answers.ScanRecord),
        (f"/v1/screenings/{scan['screening']}/replay", answers.ReplayAnswer),
        (f"/v1/snapshots/{scan['snapshot']}", holdings.SnapshotAnswer),
    ):
        answer = client.get(url)
        TypeAdapter(model).validate_json(answer.data, extra="forbid")


def test_every_guarded_operation_says_so():
    """Who may ask, and how it refuses, stand in the document."""
    for path, methods in DOCUMENT["paths"].items():
        for operation in methods.values():
            refuses = path.startswith("/v1/")
            # Who signs in has nothing to show yet.
            guarded = refuses and operation["operationId"] != "sign_in"
            assert bool(operation["security"]) is guarded
            refusals = {"401", "403", "429"} & set(operation["responses"])
            assert len(refusals) == (3 if refuses else 0)


def test_the_page_for_people_names_every_operation(client):
    """The page has each address and shape, no script, and no other host."""
    answer = client.get("/docs")
    assert answer.mimetype == "text/html"
    assert "sha256-" in answer.headers["Content-Security-Policy"]
    for path in DOCUMENT["paths"]:
        assert f"<code>{path}</code>" in answer.text
    for name in DOCUMENT["components"]["schemas"]:
        assert f"id='shape-{name}'" in answer.text
    assert "<script" not in answer.text
    assert "://" not in answer.text


@pytest.fixture(scope="module")
def contract(app):
    """The document as schemathesis reads it."""
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


@pytest.mark.parametrize(("method", "path", "mode"), OPERATIONS)
def test_no_request_breaks_the_contract(contract, method, path, mode):
    """Whatever is sent, the answer is documented and never an internal error."""
    operation = contract[path][method]

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=30,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def hold(case):
        case.call_and_validate(checks=CHECKS)

    hold()
