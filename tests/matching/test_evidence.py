"""Numbers and dates beside the name: what they raise, lower and never lose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.conftest import background_rows
from tests.strategies import any_text

import crible
from crible.matching import facts
from crible.model import Entry, Identifier, Name, Subject

_PROFILE = crible.default_profile()


def _names(*texts):
    return tuple(
        Name(text, "alias" if place else "primary") for place, text in enumerate(texts)
    )


@pytest.fixture(scope="module")
def listed():
    """Three entries with numbers and dates among invented ones."""
    others = [
        Entry(identity, "back", kind, _names(*names))
        for identity, kind, names in background_rows()[:60]
    ]
    return crible.Screener.build(
        [
            *others,
            Entry(
                "x:company",
                "x",
                "company",
                _names("Zarvexin Ostrandelov LLC", "Zarvexinov"),
                countries=("ru",),
                identifiers=(
                    Identifier("inn", "1831083343", "ru"),
                    Identifier("registration", "12345678", "ae"),
                    Identifier("registration", "61234", "ae"),
                    Identifier("passport", "89161234567", "ru"),
                    Identifier("ogrn", "1021801143375", "ru"),
                ),
                dates=(("established", "2002-04-23"),),
            ),
            Entry(
                "x:person",
                "x",
                "person",
                _names("Pavel Ostrandelov"),
                dates=(("birth", "1965-03-14"), ("birth", "circa 1966")),
            ),
            Entry(
                "x:ship",
                "x",
                "vessel",
                _names("Helsemarkia"),
                countries=("pa",),
                identifiers=(Identifier("imo", "9187629"),),
            ),
        ]
    )


def _find(listed, wanted, subject):
    for hit in listed.screen_subject(subject, threshold=0.01, limit=500):
        if hit.entry_id == wanted:
            assert round(sum(item.weight for item in hit.contributions), 4) == hit.score
            return hit
    return None


def _moved(hit, feature):
    return sum(item.weight for item in hit.contributions if item.feature == feature)


@pytest.mark.parametrize(
    ("scheme", "value", "countries", "band"),
    [
        ("inn", "1831 083 343", (), "strong"),
        ("ИНН", "ИНН 1831083343", (), "strong"),
        ("tax-id", "1831083343", (), "strong"),
        ("registration", "1831083343", (), "strong"),
        ("registration", "12345678", ("ae",), "strong"),
        ("registration", "12345678", (), "review"),
        ("registration", "12345678", ("de",), None),
        ("registration", "61234", (), None),
        ("registration", "61234", ("ae",), "review"),
        ("ogrn", "1021801143375", (), "review"),
        ("passport", "1831083343", (), None),
        ("registration", "89161234567", (), None),
        ("inn", "7728168971", (), None),
    ],
)
def test_a_number_makes_a_hit_under_any_name(listed, scheme, value, countries, band):
    """A number of the same family finds the entry; a doubtful one counts for less."""
    subject = Subject(
        "Quiet Meadow", countries=countries, identifiers=(Identifier(scheme, value),)
    )
    hits = [h for h in listed.screen_subject(subject) if h.entry_id == "x:company"]
    assert [hit.band for hit in hits] == ([band] if band else [])


def test_a_number_adds_to_a_name(listed):
    """Name and number together rank above each alone."""
    number = (Identifier("inn", "1831083343"),)
    name = "Zarvexin Ostrandelov"
    both = _find(listed, "x:company", Subject(name, identifiers=number))
    alone = _find(listed, "x:company", Subject(name))
    only = _find(listed, "x:company", Subject("Quiet Meadow", identifiers=number))
    assert both.score > alone.score
    assert both.score > only.score


def test_a_wrong_check_digit_is_said(listed):
    """The contribution tells that the number is not valid."""
    number = (Identifier("ogrn", "1021801143375"),)
    hit = _find(listed, "x:company", Subject("Quiet Meadow", identifiers=number))
    (reason,) = [i.reason for i in hit.contributions if i.feature == "identifier"]
    assert "check digit" in reason


@pytest.mark.parametrize(
    ("value", "lowers"), [("7728168971", True), ("7728168972", False)]
)
def test_another_valid_number_weighs_against(listed, value, lowers):
    """An exact name with another valid number stays for review, an invalid one is no reason."""
    number = (Identifier("inn", value),)
    plain = _find(listed, "x:company", Subject("Zarvexin Ostrandelov LLC"))
    hit = _find(
        listed, "x:company", Subject("Zarvexin Ostrandelov LLC", identifiers=number)
    )
    assert (hit.score < plain.score) is lowers
    assert hit.score >= _PROFILE.threshold
    assert hit.band == ("review" if lowers else plain.band)


@pytest.mark.parametrize(
    ("name", "value", "countries", "band"),
    [
        ("Helsemarkia", "IMO 9187629", (), "strong"),
        ("Some Other Ship", "9187629", (), "strong"),
        ("Helsemarkia", "9074729", (), "review"),
        ("Helsemarkia", "9074729", ("pa",), "review"),
        ("Helsemarkia", "9074729", ("mt",), "review"),
        ("Helsemarkya", "9074729", (), "weak"),
    ],
)
def test_the_number_of_a_ship_must_agree(listed, name, value, countries, band):
    """Another valid IMO number under a like name is another ship; an equal name is seen."""
    subject = Subject(
        name,
        kind="vessel",
        countries=countries,
        identifiers=(Identifier("imo", value),),
    )
    assert _find(listed, "x:ship", subject).band == band


def test_an_invalid_ship_number_does_not_clear(listed):
    """A mistyped IMO number leaves the score of the name as it is."""
    number = (Identifier("imo", "9074720"),)
    plain = _find(listed, "x:ship", Subject("Helsemarkia", kind="vessel"))
    hit = _find(
        listed, "x:ship", Subject("Helsemarkia", kind="vessel", identifiers=number)
    )
    assert hit.score == plain.score


def test_agreement_of_birth_dates_has_degrees(listed):
    """The same day adds more than the same month, year, or about; others nothing."""
    dates = ("1965-03-14", "1965-03", "1965", "1967", "1980-05-06")
    moved = [
        _moved(
            _find(
                listed,
                "x:person",
                Subject("Pavel Ostrandelow", kind="person", birth_date=text),
            ),
            "birth-date",
        )
        for text in dates
    ]
    assert moved == sorted(moved, reverse=True)
    assert moved[0] > moved[1] > moved[2] > moved[3] > moved[4]
    assert moved[4] < 0


def test_another_birth_date_clears_a_like_name_only(listed):
    """An exact name stays for review, a resembling one falls below the line."""
    exact = Subject("Pavel Ostrandelov", kind="person", birth_date="1980-05-06")
    hit = _find(listed, "x:person", exact)
    assert hit.score >= _PROFILE.threshold
    assert hit.band == "review"
    like = Subject("Pavel Ostrandelof", kind="person", birth_date="1980-05-06")
    assert _find(listed, "x:person", like).band == "weak"


@pytest.mark.parametrize(
    ("text", "sign"),
    [("2002-04-23", 1), ("2002", 1), ("2003", 0), ("1985", -1), ("unknown", 0)],
)
def test_registration_dates_say_a_little(listed, text, sign):
    """The same day or year raises, a far one lowers, no date says nothing."""
    subject = Subject("Zarvexin Ostrandelow", registration_date=text)
    moved = _moved(_find(listed, "x:company", subject), "registration-date")
    assert (moved > 0) - (moved < 0) == sign


@settings(max_examples=60, deadline=None)
@given(any_text, any_text, any_text, st.sampled_from(["inn", "imo", "x", "passport"]))
def test_any_fact_is_safe(listed, name, value, text, scheme):
    """Any number and date is screened, and the reasons still add up."""
    subject = Subject(
        name or "a",
        identifiers=(Identifier(scheme, value), Identifier("inn", "1831083343")),
        birth_date=text,
        registration_date=text,
    )
    for hit in listed.screen_subject(subject, threshold=0.1):
        assert 0.1 <= hit.score <= 1.0
        assert round(sum(item.weight for item in hit.contributions), 4) == hit.score


@pytest.mark.parametrize("text", ["1965-03-14", "1965", "1980"])
def test_dates_lose_no_candidate(listed, text):
    """With a birth date the index still finds what a full scan finds."""
    from crible.text.tokens import parse

    for name in ("Pavel Ostrandel", "P. Ostrandelov", "Ostrandelov", "Pavlo Ostrandov"):
        subject = Subject(name, kind="person", birth_date=text)
        parsed = parse(name, person=True)
        best: dict[str, float] = {}
        for place in range(listed.index.name_count):
            score = listed.case(subject, listed.asked(parsed), place).score
            identity = listed.index.entry(listed.index.name(place).entry).id
            if score >= _PROFILE.threshold:
                best[identity] = max(score, best.get(identity, 0.0))
        found = listed.screen_subject(subject, limit=500)
        assert {hit.entry_id: hit.score for hit in found} == best


@given(any_text, any_text, st.sampled_from([None, "ru"]))
def test_facts_survive_the_index_file(value, scheme, country):
    """What is written for an entry is read again, separators apart."""
    plain = value.translate({0x1E: " ", 0x1F: " "})
    label = scheme.translate({0x1E: " ", 0x1F: " "})
    kept = facts.read_identifiers(
        facts.write_identifiers([Identifier(scheme, value, country)])
    )
    assert kept == (Identifier(label, plain, country),)
    assert facts.read_dates(facts.write_dates([("birth", value)])) == (
        ("birth", plain),
    )
