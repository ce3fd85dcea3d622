"""Dates in every spelling, as spans of days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import any_text

from crible.text.dates import Span, agreement, parse


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("1965", ["1965-01-01/1965-12-31"]),
        ("circa 1965", ["1965-01-01/1965-12-31"]),
        ("1965-03", ["1965-03-01/1965-03-31"]),
        ("1965-03-14", ["1965-03-14/1965-03-14"]),
        ("1965-03-14T00:00:00", ["1965-03-14/1965-03-14"]),
        ("19650314", ["1965-03-14/1965-03-14"]),
        ("23 Apr 2002", ["2002-04-23/2002-04-23"]),
        ("April 23rd, 2002", ["2002-04-23/2002-04-23"]),
        ("23 апреля 2002 г.", ["2002-04-23/2002-04-23"]),
        ("May 1938", ["1938-05-01/1938-05-31"]),
        ("14.03.1965", ["1965-03-14/1965-03-14"]),
        ("03/04/1965", ["1965-04-03/1965-04-03", "1965-03-04/1965-03-04"]),
        ("03/1965", ["1965-03-01/1965-03-31"]),
        ("00/00/1970", ["1970-01-01/1970-12-31"]),
        ("1970-00-00", ["1970-01-01/1970-12-31"]),
        ("1965年3月4日", ["1965-03-04/1965-03-04"]),
        ("1960 to 1965", ["1960-01-01/1965-12-31"]),
        ("1979-1982", ["1979-01-01/1982-12-31"]),
        ("01 Jan 1961 to 31 Dec 1962", ["1961-01-01/1962-12-31"]),
        ("Mar 1965 to Mar 1966", ["1965-03-01/1966-03-31"]),
        ("between 1950 and 1952", ["1950-01-01/1952-12-31"]),
        ("31/02/1970", []),
        ("1965 to 1960", []),
        ("007", []),
        ("unknown", []),
        ("", []),
    ],
)
def test_a_date_is_a_span_of_days(text, spans):
    """Every usual form is read; what is no date gives none."""
    assert [f"{span.first}/{span.last}" for span in parse(text)] == spans


@pytest.mark.parametrize(
    ("ours", "theirs", "how"),
    [
        ("1965-03-14", "14 Mar 1965", "day"),
        ("03/04/1965", "1965-03-04", "day"),
        ("1965-04-03", "1965-03-04", "swapped"),
        ("1965-03", "1965-03-14", "month"),
        ("1965", "1965-03-14", "year"),
        ("1965-01-01", "1965-01-01", "year"),
        ("1965-01-01", "1965-03-14", "year"),
        ("circa 1965", "1965-03-14", "near"),
        ("circa 1965", "1966-03-14", "near"),
        ("1960 to 1965", "1963-03-14", "near"),
        ("1965-03-14", "1965-03-15", "near"),
        ("1956-03-14", "1965-03-14", "near"),
        ("1965-03-14", "1965-07-22", "none"),
        ("1965-03-14", "1966-07-22", "none"),
        ("1965", "1967", "none"),
        ("1965", "1968", "differs"),
        ("1965-03-14", "1968-07-22", "differs"),
        ("circa 1965", "1975-01-02", "differs"),
        ("1960 to 1965", "1968-05-06", "differs"),
        ("unknown", "1968-05-06", "none"),
    ],
)
def test_dates_agree_by_degrees(ours, theirs, how):
    """Day over month over year over about; more than two years apart contradicts."""
    assert agreement(parse(ours), parse(theirs)) == how
    assert agreement(parse(theirs), parse(ours)) == how


def test_one_of_several_dates_is_enough():
    """A list may give several birth dates; the best one counts."""
    assert agreement(parse("1965"), parse("1940") + parse("1965-02-03")) == "year"


@given(any_text)
def test_any_text_is_safe(text):
    """Any text is a date or is none; a span never runs backwards."""
    for piece in (text, "circa " + text, text + " to 1965"):
        assert all(span.first <= span.last for span in parse(piece))


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_a_written_day_is_read_again(day):
    """ISO, dotted and worded days mean the day."""
    span = Span(day, day)
    assert parse(day.isoformat()) == (span,)
    assert span in parse(f"{day.day:02}.{day.month:02}.{day.year}")
