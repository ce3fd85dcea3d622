"""The door in yente's shapes: its answers, its filters, its refusals."""

from __future__ import annotations

import pytest

from crible.web.app import create_app

KUPOL = {"schema": "Company", "properties": {"name": ["IEMZ Kupol"]}}
ALMAZ = {"schema": "Company", "properties": {"name": "Almaz-Antey"}}
SHIP = {"schema": "Vessel", "properties": {"name": ["North Star Trader"]}}
NOBODY = {"schema": "Person", "properties": {"name": ["Zzyzx Qwertz"]}}


@pytest.fixture
def match(client):
    """Return a function that posts queries and gives back the answer."""

    def match(*queries, dataset="default", params="", **envelope):
        body = {"queries": {f"q{n}": q for n, q in enumerate(queries)}, **envelope}
        return client.post(f"/match/{dataset}{params}", json=body)

    return match


def ids(answer, name="q0"):
    """The ids of the results of one query."""
    return [found["id"] for found in answer.json["responses"][name]["results"]]


def test_a_match_has_the_shape_that_clients_read(match):
    """A result has id, caption, schema, properties, datasets, score, match, reasons."""
    answer = match(KUPOL, NOBODY)
    assert answer.status_code == 200
    assert answer.headers["X-Batch-Size"] == "2"
    found, nothing = (answer.json["responses"][name] for name in ("q0", "q1"))
    assert (found["status"], nothing["status"]) == (200, 200)
    assert nothing["results"] == []
    assert nothing["total"] == {"value": 0, "relation": "eq"}
    (result,) = found["results"]
    assert result["id"] == "press:iemz-kupol"
    assert result["caption"] == "IEMZ Kupol"
    assert result["schema"] == "Company"
    assert result["datasets"] == ["press"]
    assert result["match"] is True
    assert result["properties"]["name"] == ["IEMZ Kupol", "Купол"]
    assert result["properties"]["country"] == ["ru"]
    assert result["properties"]["topics"] == ["sanction.linked"]
    assert sum(result["features"].values()) == pytest.approx(result["score"], abs=1e-4)
    for said in result["explanations"].values():
        assert set(said) == {"detail", "score", "query", "candidate"}
    assert found["query"]["properties"]["name"] == ["IEMZ Kupol"]


def test_a_match_is_recorded(match, client):
    """Each query is a screening that can be read back."""
    answer = match(KUPOL)
    record = client.get(
        f"/v1/screenings/{answer.json['responses']['q0']['screening']}"
    ).json
    assert record["outcome"] == "match"
    assert record["snapshot"] == answer.json["snapshot"]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"schema": "Company", "properties": {}}, "name"),
        ({"schema": "Company", "properties": {"name": []}}, "name"),
        ({"schema": "Company"}, "properties"),
        ({"schema": "Company", "properties": []}, "properties"),
        ({"schema": "Spaceship", "properties": {"name": ["a"]}}, "schema"),
        ({"schema": 7, "properties": {"name": ["a"]}}, "schema"),
        ({"properties": {"name": ["a"]}}, "schema"),
        ({"schema": "Person", "properties": {"fullName": ["a"]}}, "property"),
        ({"schema": "Person", "properties": {"name": [["a"]]}}, "text"),
        ({"schema": "Person", "properties": {"name": ["a"] * 251}}, "250"),
        (
            {"schema": "Person", "properties": {"name": "a", "country": "Utopia"}},
            "country",
        ),
        (
            {"schema": "Person", "properties": {"name": "a", "birthDate": "1 May"}},
            "birth_date",
        ),
        (
            {
                "schema": "Person",
                "properties": {"name": "a", "birthDate": ["1970", "1971-01-01"]},
            },
            "birthDate",
        ),
        ({"schema": "Person", "properties": {"name": "..."}}, "name"),
        ({"schema": "Person", "properties": {"name": "a\0b"}}, "NUL"),
        ({"schema": "Person", "properties": {"name": "x" * 2000}}, "1000"),
        ({"schema": "Person", "properties": {"name": "a"}, "colour": 1}, "field"),
        ("text", "object"),
        (None, "object"),
    ],
    ids=str,
)
def test_a_bad_query_fails_alone(match, query, word):
    """A query that cannot be read answers its own error, and the others are screened.

    It has no results, so that no client takes it for one without hits.
    """
    answer = match(query, KUPOL)
    assert answer.status_code == 200
    bad = answer.json["responses"]["q0"]
    assert bad["status"] == 422
    assert word in bad["detail"]
    assert "results" not in bad
    assert ids(answer, "q1") == ["press:iemz-kupol"]


def test_when_nothing_was_screened_the_answer_is_an_error(match, is_problem):
    """Clients that look at the status of the whole alone do not take it for clear."""
    answer = match({"schema": "Person", "properties": {"fullName": "a"}})
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["responses"]["q0"]["status"] == 422


@pytest.mark.parametrize(
    ("properties", "unused"),
    [
        ({"name": "Kupol", "address": "1 Street"}, ["address"]),
        ({"name": "Kupol", "notes": [], "addressEntity": [{"id": 1}]}, []),
    ],
)
def test_properties_that_no_score_uses_are_said(match, properties, unused):
    """What was given and does not count stands in the answer."""
    answer = match({"schema": "Company", "properties": properties})
    assert set(unused) <= set(answer.json["responses"]["q0"].get("unused", []))


@pytest.mark.parametrize(
    ("properties", "kept"),
    [
        ({"alias": ["Almaz-Antey"]}, True),
        ({"weakAlias": ["Almaz-Antey"]}, True),
        ({"name": ["Nothing Of The Kind"], "innCode": ["7731084175"]}, True),
        ({"name": ["Nothing Of The Kind"], "ogrnCode": ["1027700000000"]}, False),
        ({"name": ["Almaz-Antey"], "jurisdiction": "Russia"}, True),
        ({"name": ["Almaz-Antey"], "country": ["Russian Federation"]}, True),
        ({"name": ["Almaz-Antey"], "incorporationDate": "2002"}, True),
    ],
    ids=str,
)
def test_properties_are_evidence(match, properties, kept):
    """Names, numbers, countries and dates reach the engine."""
    answer = match({"schema": "Company", "properties": properties})
    assert ("press:almaz-antey" in ids(answer)) is kept


def test_parts_of_a_name_make_a_name(match):
    """First and last names are joined when there is no whole name."""
    answer = match(
        {
            "schema": "Person",
            "properties": {"firstName": ["Ivan"], "lastName": ["Example"]},
        }
    )
    assert ids(answer) == ["ofac-sdn:100"]


@pytest.mark.parametrize(
    ("dataset", "params", "found"),
    [
        ("default", "", ["press:almaz-antey"]),
        ("press", "", ["press:almaz-antey"]),
        ("ofac-sdn", "", []),
        ("default", "?include_dataset=press", ["press:almaz-antey"]),
        ("default", "?include_dataset=ofac-sdn", []),
        ("default", "?exclude_dataset=press", []),
        ("default", "?exclude_dataset=ofac-sdn", ["press:almaz-antey"]),
        ("default", "?exclude_entity_ids=press:almaz-antey", []),
        ("default", "?exclude_entity_ids=press:other", ["press:almaz-antey"]),
        ("default", "?exclude_schema=Company", []),
        ("default", "?exclude_schema=LegalEntity", []),
        ("default", "?exclude_schema=Person", ["press:almaz-antey"]),
        ("default", "?topics=sanction", ["press:almaz-antey"]),
        ("default", "?topics=sanction.linked", []),
        ("default", "?topics=sanction&topics=sanction.linked", ["press:almaz-antey"]),
        ("default", "?algorithm=best&fuzzy=false", ["press:almaz-antey"]),
        ("default", "?algorithm=crible", ["press:almaz-antey"]),
        ("default", "?threshold=1&cutoff=0.2", ["press:almaz-antey"]),
    ],
)
def test_conditions_hold(match, dataset, params, found):
    """Every condition narrows what is answered, and nothing else does."""
    assert ids(match(ALMAZ, dataset=dataset, params=params)) == found


def test_threshold_decides_what_is_a_match_and_cutoff_what_is_shown(match):
    """A cutoff below the threshold shows more results, which are no matches."""
    query = {"schema": "Company", "properties": {"name": ["Almaz Anteyev Trading"]}}
    answer = match(query, params="?threshold=0.99&cutoff=0.1")
    results = answer.json["responses"]["q0"]["results"]
    assert results
    assert not any(found["match"] for found in results if found["score"] < 0.99)


@pytest.mark.parametrize(
    "params",
    [
        "?algorithm=logic-v1",
        "?topics=role.pep",
        "?changed_since=2026-01-01",
        "?exclude_schema=Spaceship",
        "?include_dataset=nowhere",
        "?exclude_dataset=nowhere",
        "?include_dataset=press&exclude_dataset=press",
        "?limit=0",
        "?limit=501",
        "?limit=ten",
        "?limit=5&limit=6",
        "?threshold=1.5",
        "?threshold=nan",
        "?cutoff=low",
        "?fuzzy=maybe",
        "?colour=red",
        "?exclude_entity_ids=a%00b",
    ],
)
def test_what_cannot_be_honoured_is_refused(match, is_problem, params):
    """No parameter is ignored: one that crible cannot honour is an error in words."""
    document = is_problem(match(KUPOL, params=params), 400)
    assert document["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"queries": {}},
        {"queries": []},
        {"queries": {"a\0": KUPOL}},
        {"queries": {"a" * 301: KUPOL}},
        {"queries": {"a": KUPOL}, "threshold": 0.5},
    ],
    ids=str,
)
def test_an_envelope_that_cannot_be_read_is_refused(client, is_problem, body):
    """Without readable queries nothing is screened."""
    is_problem(client.post("/match/default", json=body), 422)


@pytest.mark.parametrize("name", ["weights", "config"])
def test_other_weights_are_refused(match, is_problem, name):
    """The engine is not tuned by a request; empty fields that clients send are fine."""
    is_problem(match(KUPOL, **{name: {"name_literal": 0.5}}), 400)
    assert match(KUPOL, **{name: {}}).status_code == 200


def test_too_many_queries_are_refused(client, is_problem):
    """The limit on subjects of a request holds here, too."""
    body = {"queries": {str(number): KUPOL for number in range(1001)}}
    is_problem(client.post("/match/default", json=body), 413)


@pytest.mark.parametrize("url", ["/match/nowhere", "/search/nowhere?q=a"])
def test_an_unknown_dataset_is_not_found(client, is_problem, url):
    """A dataset is the key of a list, or default."""
    method = client.post if "match" in url else client.get
    is_problem(method(url, json={"queries": {"a": KUPOL}}), 404)


def test_a_list_that_is_not_loaded_is_unavailable(match, is_problem):
    """A known list without a version is no reason to find somebody clear."""
    is_problem(match(KUPOL, dataset="un-sc"), 503)


def test_nothing_is_clear_against_a_stale_list(compose):
    """A stale list answers what it finds, and an error where it finds nothing."""
    from datetime import timedelta

    from crible.model import ListInfo

    services, settings = compose()
    services.store.save_list(ListInfo("press", "The press", "us", fresh_days=1))
    late = services.clock() + timedelta(days=30)
    import dataclasses

    aged = dataclasses.replace(services, clock=lambda: late)
    client = create_app(aged, settings).test_client()
    body = {"queries": {"q0": KUPOL, "q1": NOBODY}}
    answer = client.post("/match/default", json=body)
    assert answer.status_code == 200
    assert ids(answer) == ["press:iemz-kupol"]
    assert answer.json["responses"]["q1"]["status"] == 503
    assert "results" not in answer.json["responses"]["q1"]
    assert (
        client.post("/match/default", json={"queries": {"a": NOBODY}}).status_code
        == 503
    )
    assert client.get("/search/default?q=Zzyzx").status_code == 503
    catalog = client.get("/catalog").json
    assert catalog["outdated"] == ["press"]
    assert catalog["index_stale"] is True


def test_a_search_shows_entities_with_facets(client):
    """A search answers pages of entities and counts what it found."""
    found = client.get("/search/default?q=Almaz+Antey&limit=1").json
    assert found["results"][0]["id"] == "press:almaz-antey"
    assert (found["limit"], found["offset"]) == (1, 0)
    assert found["total"]["value"] >= 1
    assert found["facets"]["datasets"]["values"][0]["name"] == "press"
    assert client.get("/search/default?q=Almaz+Antey&offset=500").json["results"] == []


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ("schema=Company", 1),
        ("schema=Person", 0),
        ("countries=ru", 1),
        ("countries=FR", 0),
        ("topics=sanction", 1),
        ("datasets=press", 1),
        ("datasets=ofac-sdn", 0),
        ("fuzzy=true&simple=true", 1),
    ],
)
def test_a_search_keeps_its_conditions(client, params, count):
    """Every condition of a search narrows its results."""
    found = client.get(f"/search/default?q=Almaz-Antey&{params}").json
    assert len(found["results"]) == count


@pytest.mark.parametrize(
    "params", ["", "q=", "q=a&sort=name", "q=a&schema=Spaceship", "q=a&target=true"]
)
def test_a_search_refuses_what_it_cannot_do(client, is_problem, params):
    """Without words, or with an order or schema crible has not, there is an error."""
    is_problem(client.get(f"/search/default?{params}"), 400)


def test_an_entity_holds_its_designations_and_links(client):
    """Nested, an entity carries sanctions and links; else its properties alone."""
    whole = client.get("/entities/press:almaz-antey").json
    (sanction,) = whole["properties"]["sanctions"]
    assert sanction["schema"] == "Sanction"
    assert sanction["properties"]["listingDate"] == ["2014-07-31"]
    assert whole["properties"]["innCode"] == ["7731084175"]
    kupol = client.get("/entities/press:iemz-kupol").json
    (link,) = kupol["properties"]["ownershipAsset"]
    assert link["properties"]["owner"] == ["press:almaz-antey"]
    assert link["properties"]["percentage"] == ["100"]
    flat = client.get("/entities/press:almaz-antey?nested=false").json
    assert "sanctions" not in flat["properties"]


def test_an_unknown_entity_is_not_found(client, is_problem):
    """What no list has is a problem document."""
    is_problem(client.get("/entities/press:nobody"), 404)


def test_the_catalog_names_lists_and_all_of_them_together(client):
    """Each loaded list is a dataset with its version; default holds them all."""
    found = client.get("/catalog").json
    names = {dataset["name"]: dataset for dataset in found["datasets"]}
    assert names["default"]["children"] == ["ofac-sdn", "press"]
    assert names["press"]["version"]
    assert found["current"] == ["ofac-sdn", "press"]
    assert found["index_stale"] is False


def test_the_algorithm_explains_its_features(client, match):
    """Every feature of a result is described among the algorithms."""
    found = client.get("/algorithms").json
    (engine,) = found["algorithms"]
    assert found["best"] == found["default"] == engine["name"] == "crible"
    result = match(ALMAZ).json["responses"]["q0"]["results"][0]
    assert set(result["features"]) <= set(engine["features"])
