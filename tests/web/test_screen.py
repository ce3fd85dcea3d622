"""``POST /v1/screen``: order, isolation of bad subjects, options, records."""

from __future__ import annotations

import pytest


def test_a_listed_name_matches(screen, composed):
    """A name on a list is a match, with its entry, reasons, snapshot and profile."""
    (result,) = screen({"name": "IEMZ Kupol", "reference": "V-007"})
    hit = result["hits"][0]
    assert result["outcome"] == "match"
    assert result["subject"] == {"name": "IEMZ Kupol", "reference": "V-007"}
    assert hit["entry"]["id"] == "press:iemz-kupol"
    assert hit["entry"]["status"] == "linked"
    assert hit["contributions"]
    assert result["snapshot"] == composed[0].store.current_snapshot().id
    assert result["profile"] == composed[0].profile.id


def test_an_unlisted_name_is_clear(screen):
    """A name that resembles no entry is clear and has no hits."""
    (result,) = screen({"name": "Quiet Bakery of Nowhere"})
    assert (result["outcome"], result["hits"]) == ("clear", [])


def test_results_come_in_order_and_a_bad_subject_fails_alone(screen):
    """Each unusable subject is an error in its place; the others are screened."""
    results = screen(
        {"name": "Almaz-Antey"},
        {"nom": "misspelt field"},
        "not an object",
        {"name": ""},
        {"name": "x" * 1001},
        {"name": "IEMZ Kupol"},
    )
    outcomes = [result["outcome"] for result in results]
    assert outcomes == ["match", "error", "error", "error", "error", "match"]
    assert all(result["problem"]["code"] for result in results[1:5])
    assert all(result["hits"] == [] for result in results[1:5])
    assert results[4]["problem"]["code"] == "too-large"


@pytest.mark.parametrize(
    ("subject", "where"),
    [
        ({}, "name"),
        ({"name": 7}, "name"),
        ({"name": None}, "name"),
        ({"name": "a", "kind": "spaceship"}, "kind"),
        ({"name": "a", "kind": ""}, "kind"),
        ({"name": "a", "countries": "ru"}, "countries"),
        ({"name": "a", "countries": ["zz"]}, "countries"),
        ({"name": "a", "countries": ["uk"]}, "countries"),
        ({"name": "a", "countries": ["Russia"]}, "countries"),
        ({"name": "a", "identifiers": []}, "identifiers"),
        ({"name": "a", "identifiers": {"inn": 7731084175}}, "identifiers"),
        ({"name": "a", "identifiers": {"inn": [""]}}, "identifiers"),
        ({"name": "a", "identifiers": {"i n n": "1"}}, "identifiers"),
        ({"name": "a", "identifiers": {"inn": "1", "INN": "2"}}, "identifiers"),
        ({"name": "a", "birth_date": "01/02/1965"}, "birth_date"),
        ({"name": "a", "birth_date": "1965-02-30"}, "birth_date"),
        ({"name": "a", "registration_date": "19650"}, "registration_date"),
        ({"name": "a", "aliases": "b"}, "aliases"),
        ({"name": "a", "reference": 7}, "reference"),
        ({"name": "\ud800 a"}, "name"),
        ({"name": "a", "reference": "\udfff"}, "reference"),
    ],
    ids=str,
)
def test_a_subject_outside_the_contract_is_an_error(screen, subject, where):
    """An unusable field is an error that names the field, never a clear."""
    (result,) = screen(subject)
    assert result["outcome"] == "error"
    assert result["problem"]["code"] == "subject-refused"
    assert result["problem"]["detail"].startswith(where)


@pytest.mark.parametrize("name", ["a\0b", "   ", "…!?", "\u200b", "\t\r\n"], ids=ascii)
def test_a_name_without_substance_is_an_error(screen, name):
    """NUL, white space and punctuation are no name; nothing is called clear."""
    (result,) = screen({"name": name})
    assert result["outcome"] == "error"
    assert result["problem"]["code"] == "subject-refused"


def test_what_is_known_of_a_subject_comes_back_normalised(screen):
    """Countries and schemes are lower-cased; several numbers of a scheme survive."""
    (result,) = screen(
        {
            "name": "Almaz-Antey",
            "aliases": ["Алмаз-Антей"],
            "kind": "company",
            "countries": ["RU", "ru"],
            "identifiers": {"INN": ["7731084175", "7731084176"], "lei": "X"},
            "registration_date": "2002",
        }
    )
    assert result["subject"] == {
        "name": "Almaz-Antey",
        "aliases": ["Алмаз-Антей"],
        "kind": "company",
        "countries": ["ru"],
        "identifiers": {"inn": ["7731084175", "7731084176"], "lei": "X"},
        "registration_date": "2002",
    }


def test_lists_narrow_the_search(screen):
    """Only entries of the lists asked for are hits."""
    (all_lists,) = screen({"name": "IEMZ Kupol"})
    (one_list,) = screen({"name": "IEMZ Kupol"}, lists=["ofac-sdn"])
    assert all_lists["outcome"] == "match"
    assert one_list["hits"] == []


def test_limit_caps_the_hits(screen):
    """No more hits than asked for."""
    (result,) = screen({"name": "IEMZ Kupol"}, limit=1, threshold=0.01)
    assert len(result["hits"]) == 1


@pytest.mark.parametrize(
    "envelope",
    [
        {},
        {"subjects": []},
        {"subjects": {}},
        {"subjects": None},
        {"subjects": [{"name": "a"}], "threshold": 0},
        {"subjects": [{"name": "a"}], "threshold": 1.01},
        {"subjects": [{"name": "a"}], "threshold": "0.5"},
        {"subjects": [{"name": "a"}], "limit": 0},
        {"subjects": [{"name": "a"}], "limit": 101},
        {"subjects": [{"name": "a"}], "limit": "5"},
        {"subjects": [{"name": "a"}], "limit": True},
        {"subjects": [{"name": "a"}], "lists": "press"},
        {"subjects": [{"name": "a"}], "lists": ["Press!"]},
        {"subjects": [{"name": "a"}], "lists": ["no-such-list"]},
        {"subjects": [{"name": "a"}], "thresholds": 0.5},
        {"subjects": [{"name": "a"}], "as_of": "soon"},
        {"subjects": [{"name": "a"}], "as_of": "2999-01-01"},
        {"subjects": [{"name": "a"}], "snapshot": "s0"},
        {"subjects": [{"name": "a"}], "snapshot": "\0"},
        {"subjects": [{"name": "a"}], "snapshot": "s0", "as_of": "2026-01-01"},
    ],
    ids=str,
)
def test_an_envelope_outside_the_contract_is_refused_whole(
    client, is_problem, envelope
):
    """What holds for all subjects must be right, or nothing is screened."""
    document = is_problem(client.post("/v1/screen", json=envelope), 422)
    assert document["code"] == "input-refused"


def test_too_many_subjects_are_refused(compose, is_problem):
    """More subjects than the configured limit are too large, not cut."""
    from crible.web.app import create_app

    client = create_app(*compose(max_subjects="2")).test_client()
    answer = client.post("/v1/screen", json={"subjects": [{"name": "a"}] * 3})
    assert is_problem(answer, 413)["code"] == "too-large"


def test_nothing_is_clear_without_lists(compose, is_problem):
    """With no list loaded a screening is refused, and so is a list not loaded."""
    from crible.web.app import create_app

    client = create_app(*compose(lists=False)).test_client()
    answer = client.post("/v1/screen", json={"subjects": [{"name": "a"}]})
    assert is_problem(answer, 503)["code"] == "lists-unavailable"


def test_every_subject_is_recorded(screen, client):
    """Each result names a record that gives the same answer back."""
    results = screen({"name": "IEMZ Kupol", "kind": "company"}, {"nom": 1})
    for result in results:
        for hit in result["hits"]:
            # How it stands is no part of what was found.
            assert hit.pop("alert")["state"] == "open"
        record = client.get(f"/v1/screenings/{result['screening']}").json
        assert {name: record[name] for name in result} == result
        assert record["channel"] == "http"
        assert record["operation"] == "screen"
        assert record["at"].endswith("+00:00")


def test_an_earlier_state_can_be_asked_for(compose):
    """A snapshot gives the answer of its time again, also after the list changed."""
    from crible.web.app import create_app

    services, found = compose()
    client = create_app(services, found).test_client()
    body = {"subjects": [{"name": "IEMZ Kupol"}]}
    (first,) = client.post("/v1/screen", json=body).json["results"]
    entries = [
        entry
        for entry in services.store.entries("press")
        if entry.id != "press:iemz-kupol"
    ]
    services.store.publish(
        "press", entries, published=None, fetched=services.clock(), source="later"
    )
    services.live.refresh()
    (now,) = client.post("/v1/screen", json=body).json["results"]
    assert now["outcome"] == "clear"
    assert [hit.pop("alert")["state"] for hit in first["hits"]] == ["open"]
    body["snapshot"] = first["snapshot"]
    (then,) = client.post("/v1/screen", json=body).json["results"]
    assert (then["hits"], then["outcome"]) == (first["hits"], "match")
    assert then["as_of"] == first["snapshot"]
    text = {"text": "At IEMZ Kupol.", "snapshot": first["snapshot"]}
    assert client.post("/v1/scan", json=text).json["outcome"] == "match"
    day = services.clock().date().isoformat()
    text = {"text": "At IEMZ Kupol.", "as_of": day}
    assert client.post("/v1/scan", json=text).json["as_of"].startswith(day)


def test_a_day_without_lists_cannot_answer(client, is_problem):
    """Before the first version of any list nothing can be called clear."""
    body = {"subjects": [{"name": "a"}], "as_of": "1999-01-01"}
    document = is_problem(client.post("/v1/screen", json=body), 503)
    assert document["code"] == "lists-unavailable"


@pytest.mark.parametrize("reference", ["\ud800", "x" * 201, 7, None, ["a"]])
def test_a_reference_that_cannot_be_given_back_is_left_out(screen, reference):
    """An unusable subject keeps its reference only where every client can read it."""
    (result,) = screen({"nom": "x", "reference": reference})
    assert result["outcome"] == "error"
    assert "reference" not in result["subject"]
