"""Which scheme a number belongs to, by the label in front of it or the number itself.

Exact labels are the business of ``text.identifiers``; here are the looser words that
publishers use, and the shapes that say more than a label does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.text.identifiers import normalise, scheme_of

if TYPE_CHECKING:
    from collections.abc import Collection

# Tried in order: the first word that the label has decides.
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (scheme, re.compile(words, re.IGNORECASE))
    for scheme, words in (
        ("imo", r"\bimo\b"),
        ("mmsi", r"\bmmsi\b"),
        ("uscc", r"\bunified social credit|\busc+\b"),
        ("swift", r"\bswift|\bbic\b"),
        ("lei", r"\blegal entity (?:identifier|number)|\blei\b"),
        ("isin", r"\bisin\b"),
        ("ogrn", r"\bogrn\b|\bpsrn\b|\bОГРН\b|primary state registration"),
        ("okpo", r"\bokpo\b|\bОКПО\b|government gazette"),
        ("kpp", r"\bkpp\b|\bКПП\b"),
        ("inn", r"\binn\b|\bИНН\b"),
        ("edrpou", r"\bedrpou\b|\begrpou\b|\bЄДРПОУ\b"),
        ("passport", r"passport|passeport|pasaporte|reisepass"),
        ("travel-document", r"travel doc|laissez"),
        ("driving-licence", r"driv\w+.s? licen[cs]e"),
        ("birth-certificate", r"birth certificate"),
        ("residence-permit", r"residen\w+ (?:permit|card)"),
        ("military-id", r"military (?:id|reg\w*)"),
        ("vat", r"\bv\.?a\.?t\b"),
        ("tax-id", r"\btax|fiscal|\btin\b|\bfein\b"),
        (
            "registration",
            r"registration|register|registry|company n|business|licen[cs]e|commercial",
        ),
        (
            "national-id",
            r"\bnational|identit|\bid\b|personal|tazkira|\bration\b|\bssn\b|social",
        ),
    )
)

# The number itself often says more than the label: a Russian OGRN stands under four
# labels. (schemes, countries, shape, better scheme); no country means that the shape
# alone is enough.
_REFINED: tuple[tuple[set[str], set[str | None], re.Pattern[str], str], ...] = (
    ({"tax-id"}, {"ru"}, re.compile(r"\d{10}|\d{12}"), "inn"),
    ({"registration", "tax-id"}, {"ru"}, re.compile(r"\d{13}"), "ogrn"),
    ({"registration", "tax-id"}, {"ru"}, re.compile(r"\d{15}"), "ogrnip"),
    (
        {"registration", "tax-id", "national-id", "unstated"},
        {"cn", None},
        re.compile(r"9[1-3]\d{6}[0-9A-Z]{10}"),
        "uscc",
    ),
)
_IMO = re.compile(r"\d{7}")
_LEI = re.compile(r"[0-9A-Z]{18}\d{2}")
_IMO_LABEL = re.compile(r"IMO\s?\d{7}")
_TOLD = (("uscc", None), ("lei", None), ("inn", "ru"), ("ogrn", "ru"), ("edrpou", "ua"))
"""Schemes with a check digit that seldom holds by chance."""


def scheme(label: str, default: str) -> str:
    """The scheme that a publisher's label means.

    Args:
        label: such as ``Afghan national identification card (tazkira) number``.
        default: when the label says nothing.
    """
    if found := scheme_of(label):
        return found
    for name, words in _WORDS:
        if words.search(label):
            return name
    return default


def refined(scheme: str, value: str, country: str | None) -> str:
    """The scheme that a number shows to be meant."""
    if scheme == "vessel-registration" and _IMO.fullmatch(value):
        return "imo"
    if scheme == "lei" and not _LEI.fullmatch(value):
        return "registration"
    for schemes, where, shape, better in _REFINED:
        if scheme in schemes and country in where and shape.fullmatch(value):
            return better
    return scheme


def told(value: str, places: Collection[str]) -> str:
    """The scheme that a bare number shows, or ``unstated``.

    Args:
        value: the number alone.
        places: countries of its bearer, which decide between national schemes.
    """
    bare = value.strip()
    if _IMO_LABEL.fullmatch(bare):
        return "imo"
    for name, country in _TOLD:
        if (country is None or country in places) and normalise(name, bare).valid:
            return name
    return "unstated"
