"""The reconciliation door: shapes of the protocol, isolation of queries, refusals.

The shapes below are written down from the specification, Reconciliation Service API 0.2.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class Type(BaseModel):
    """A category of entities."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    broader: list[Type] = []


class Service(BaseModel):
    """Where a further service is."""

    service_url: str
    service_path: str


class View(BaseModel):
    """An address with a place for an id."""

    url: str = Field(pattern=r"\{\{id\}\}")


class Preview(View):
    """A page in a frame."""

    width: int
    height: int


class Extend(BaseModel):
    """Where properties are proposed."""

    propose_properties: Service
    property_settings: list[dict[str, Any]]


class Manifest(BaseModel):
    """What a service offers."""

    versions: list[str]
    name: str
    identifierSpace: str  # noqa: N815 - the protocol's
    schemaSpace: str  # noqa: N815 - the protocol's
    defaultTypes: list[Type]  # noqa: N815 - the protocol's
    view: View
    preview: Preview
    suggest: dict[str, Service]
    extend: Extend


class Feature(BaseModel):
    """What a score is made of."""

    id: str
    value: float


class Candidate(BaseModel):
    """An entity that may be meant."""

    id: str
    name: str
    description: str
    type: list[Type]
    score: float
    match: bool
    features: list[Feature]


class Result(BaseModel):
    """The answer to one query."""

    model_config = ConfigDict(extra="forbid")

    result: list[Candidate]


class Suggestion(BaseModel):
    """Something to choose."""

    id: str
    name: str
    description: str = ""
    notable: list[Type] = []


class Suggestions(BaseModel):
    """What may be meant by what was typed."""

    result: list[Suggestion]


class Text(BaseModel):
    """A value."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(alias="str")


class Extension(BaseModel):
    """Values of properties of entities."""

    meta: list[Suggestion]
    rows: dict[str, dict[str, list[Text]]]


@pytest.fixture
def reconcile(client):
    """Return a function that posts queries as a form and gives back the answer."""

    def reconcile(dataset="default", **queries):
        return client.post(
            f"/reconcile/{dataset}", data={"queries": json.dumps(queries)}
        )

    return reconcile


@pytest.mark.parametrize("dataset", ["default", "press"])
def test_the_manifest_says_what_is_offered(client, dataset):
    """The manifest has the protocol's shape and every address in it answers."""
    found = Manifest.model_validate(client.get(f"/reconcile/{dataset}").json)
    assert "0.2" in found.versions
    assert set(found.suggest) == {"entity", "type", "property"}
    for service in found.suggest.values():
        url = service.service_url + service.service_path
        assert client.get(f"{url}?prefix=k").status_code == 200
    proposed = found.extend.propose_properties
    url = proposed.service_url + proposed.service_path
    assert client.get(f"{url}?type=Company&limit=2").json["limit"] == 2
    page = client.get(found.preview.url.replace("{{id}}", "press%3Aiemz-kupol"))
    assert page.status_code == 200
    assert page.mimetype == "text/html"


def test_queries_have_candidates(reconcile):
    """A name finds its entry, with type, score of 100 and reasons."""
    answer = reconcile(q0={"query": "IEMZ Kupol"}, q1={"query": "Zzyzx Qwertz"})
    found = TypeAdapter(dict[str, Result]).validate_python(answer.json)
    (candidate,) = found["q0"].result
    assert candidate.id == "press:iemz-kupol"
    assert candidate.type[0].id == "Company"
    assert 50 < candidate.score <= 100
    assert candidate.match is True
    assert found["q1"].result == []


def test_queries_in_the_address_are_answered_alike(client, reconcile):
    """GET and POST give the same candidates."""
    query = {"q0": {"query": "Almaz-Antey", "type": "Company", "limit": 3}}
    got = client.get("/reconcile/default", query_string={"queries": json.dumps(query)})
    assert got.json == reconcile(**query).json


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"query": "Almaz-Antey", "type": "Company"}, 1),
        ({"query": "Almaz-Antey", "type": ["Company", "Person"]}, 1),
        ({"query": "Almaz-Antey", "type": {"id": "Company"}}, 1),
        (
            {
                "query": "Almaz-Antey",
                "type": ["Person", "Vessel"],
                "type_strict": "any",
            },
            0,
        ),
        (
            {
                "query": "Almaz-Antey",
                "type": ["Company", "LegalEntity"],
                "type_strict": "all",
            },
            1,
        ),
        (
            {
                "query": "Almaz-Antey",
                "type": ["Person", "Vessel"],
                "type_strict": "should",
            },
            1,
        ),
        ({"properties": [{"pid": "name", "v": "Almaz-Antey"}]}, 1),
        (
            {
                "query": "Nothing Of The Kind",
                "properties": [{"pid": "innCode", "v": 7731084175}],
            },
            1,
        ),
        (
            {
                "query": "Almaz-Antey",
                "properties": [{"pid": "country", "v": [{"id": "ru", "name": "ru"}]}],
            },
            1,
        ),
    ],
    ids=str,
)
def test_types_and_properties_refine_a_query(reconcile, query, found):
    """Types and properties narrow or support what is looked for."""
    assert len(reconcile(q0=query).json["q0"]["result"]) == found


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"query": ""},
        {"query": 7},
        {"query": "a", "type": "Spaceship"},
        {"query": "a", "type_strict": "perhaps"},
        {"query": "a", "type": ["Person", "Vessel"], "type_strict": "all"},
        {"query": "a", "limit": 0},
        {"query": "a", "limit": True},
        {"query": "a", "properties": {"pid": "name"}},
        {"query": "a", "properties": [{"pid": "name"}]},
        {"query": "a", "properties": [{"pid": "colour", "v": "red"}]},
        {"query": "a", "properties": [{"pid": "country", "v": "Utopia"}]},
        {"query": "a", "properties": [{"pid": 7, "v": "red"}]},
        {"query": "a", "colour": "red"},
        {"query": "a\0b"},
        [],
        None,
    ],
    ids=str,
)
def test_a_bad_query_fails_alone(reconcile, query):
    """A query that cannot be read has an error in place of candidates."""
    answer = reconcile(bad=query, good={"query": "IEMZ Kupol"}).json
    assert set(answer["bad"]) == {"error"}
    assert answer["bad"]["error"]["detail"]
    assert answer["good"]["result"]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 400),
        ({"queries": "{"}, 400),
        ({"queries": "[]"}, 422),
        ({"queries": "{}"}, 422),
        ({"queries": '{"a": {}, "a": {}}'}, 400),
        ({"queries": "[" * 3000}, 400),
        ({"queries": '{"a": {"query": "b"}}', "extend": "{}"}, 400),
        ({"colour": "red"}, 400),
        ({"extend": "{}"}, 422),
        ({"extend": '{"ids": ["a"], "properties": [{"id": "colour"}]}'}, 422),
        ({"extend": '{"ids": ["a"], "properties": "name"}'}, 422),
        ({"extend": '{"ids": [1], "properties": []}'}, 422),
        ({"extend": json.dumps({"ids": ["a"] * 501, "properties": []})}, 413),
    ],
    ids=str,
)
def test_a_form_that_cannot_be_read_is_refused(client, is_problem, data, status):
    """An envelope that is no batch is refused as a whole."""
    is_problem(client.post("/reconcile/default", data=data), status)


def test_too_many_queries_are_refused(reconcile, is_problem):
    """The limit on subjects of a request holds here, too."""
    queries = {f"q{number}": {"query": "a"} for number in range(1001)}
    is_problem(reconcile(**queries), 413)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("prefix=iemz", "press:iemz-kupol"),
        ("prefix=IEMZ+Kupol", "press:iemz-kupol"),
        ("prefix=куп", "press:iemz-kupol"),
        ("prefix=press:almaz-antey", "press:almaz-antey"),
        ("prefix=almaz&type=Company", "press:almaz-antey"),
    ],
)
def test_entities_are_suggested_by_prefix_and_id(client, typed, first):
    """The beginning of a name in any case, or an id, leads to the entry."""
    answer = client.get(f"/reconcile/default/suggest/entity?{typed}")
    found = Suggestions.model_validate(answer.json)
    assert found.result[0].id == first
    assert found.result[0].notable


@pytest.mark.parametrize(
    "typed",
    [
        "prefix=",
        "prefix=%25",
        "prefix=_",
        "prefix=almaz&cursor=1",
        "prefix=almaz&type=Person",
    ],
)
def test_nothing_is_suggested_without_a_beginning(client, typed):
    """An empty prefix, a wildcard or another type suggests nothing."""
    answer = client.get(f"/reconcile/default/suggest/entity?{typed}")
    assert answer.json == {"result": []}


def test_suggestions_stay_within_the_list(client):
    """A door to one list suggests nothing of another."""
    answer = client.get("/reconcile/ofac-sdn/suggest/entity?prefix=iemz")
    assert answer.json == {"result": []}
    answer = client.get("/reconcile/ofac-sdn/suggest/entity?prefix=press:iemz-kupol")
    assert answer.json == {"result": []}


@pytest.mark.parametrize(
    ("what", "typed", "id_"),
    [("type", "comp", "Company"), ("property", "inn", "innCode")],
)
def test_types_and_properties_are_suggested(client, what, typed, id_):
    """What is in the id or the name of a type or property finds it."""
    answer = client.get(f"/reconcile/default/suggest/{what}?prefix={typed}")
    found = Suggestions.model_validate(answer.json)
    assert id_ in {item.id for item in found.result}


def test_every_suggested_property_can_be_asked(client, reconcile):
    """No property is offered for queries that a query then refuses."""
    found = client.get("/reconcile/default/suggest/property").json["result"]
    for item in found:
        value = {"country": "ru"}.get(item["id"], "1970")
        answer = reconcile(
            q={"query": "Kupol", "properties": [{"pid": item["id"], "v": value}]}
        )
        assert "result" in answer.json["q"], item


def test_properties_of_entities_are_fetched(client):
    """Values come back by entity and property; an unknown entity has none."""
    query = {
        "ids": ["press:almaz-antey", "press:nobody", "a\0b"],
        "properties": [{"id": "innCode"}, {"id": "listingDate"}, {"id": "status"}],
    }
    answer = client.post("/reconcile/default", data={"extend": json.dumps(query)})
    found = Extension.model_validate(answer.json)
    assert [item.id for item in found.meta] == ["innCode", "listingDate", "status"]
    row = found.rows["press:almaz-antey"]
    assert [value.text for value in row["innCode"]] == ["7731084175"]
    assert [value.text for value in row["listingDate"]] == ["2014-07-31"]
    assert found.rows["press:nobody"] == {
        "innCode": [],
        "listingDate": [],
        "status": [],
    }


def test_every_proposed_property_can_be_fetched(client):
    """No property is proposed that cannot be fetched."""
    proposed = client.get("/reconcile/default/properties?type=Company").json
    query = {
        "ids": ["press:almaz-antey"],
        "properties": [{"id": item["id"]} for item in proposed["properties"]],
    }
    answer = client.get(
        "/reconcile/default", query_string={"extend": json.dumps(query)}
    )
    assert Extension.model_validate(answer.json).rows


def test_the_preview_shows_the_entry_and_runs_nothing(client):
    """The page escapes what a list says and allows no script."""
    page = client.get("/reconcile/default/preview/press:almaz-antey")
    assert "Almaz-Antey" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "url",
    [
        "/reconcile/nowhere",
        "/reconcile/nowhere/suggest/entity?prefix=a",
        "/reconcile/default/preview/press:nobody",
    ],
)
def test_what_is_not_there_is_not_found(client, is_problem, url):
    """Unknown datasets and entries are problem documents."""
    is_problem(client.get(url), 404)
