"""A party of the Consolidated Screening List, whether it came as a row or as JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crible.importers.enumerations import parted
from crible.importers.ofac.identifiers import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.importers.sheet import Record

_LISTS = ("programs", "alt_names", "citizenships", "dates_of_birth", "nationalities")
_PLACES = "places_of_birth"
_AND = re.compile(r"^and\s+(?=[^a-z])")
_CODE = re.compile(r"[A-Z]{2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CRYPTO = re.compile(r"Digital Currency Address - [A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Number:
    """Something labelled: an identifier, or a fact such as a gender or a website."""

    label: str
    value: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """One row or object; texts as published."""

    where: str
    texts: Mapping[str, str]
    programmes: tuple[str, ...]
    names: tuple[str, ...]
    citizenships: tuple[str, ...]
    births: tuple[str, ...]
    nationalities: tuple[str, ...]
    birth_places: tuple[str, ...]
    addresses: tuple[tuple[str, str, str], ...]
    numbers: tuple[Number, ...]

    def get(self, field: str) -> str:
        """A text, or empty."""
        return self.texts.get(field, "")


def from_row(record: Record) -> Party:
    """A row of the CSV: several values stand in a cell, parted by semicolons."""
    cells = [tuple(_cell(record.get(column))) for column in _LISTS]
    return _party(
        record.where,
        dict(record.values),
        cells,
        tuple(_cell(record.get(_PLACES))),
        tuple(_address(text) for text in _cell(record.get("addresses"))),
        tuple(_number(text) for text in _cell(record.get("ids"))),
    )


def from_json(where: str, value: Mapping[str, Any]) -> Party:
    """An object of the JSON: several values are arrays, addresses and ids objects."""
    return _party(
        where,
        {
            key: " ".join(str(item).split())
            for key, item in value.items()
            if isinstance(item, str | int | float) and not isinstance(item, bool)
        },
        [tuple(_texts(value.get(key))) for key in _LISTS],
        tuple(_texts(value.get(_PLACES))),
        tuple(
            (
                ", ".join(
                    filter(
                        None,
                        (
                            _text(one, "address"),
                            _text(one, "state"),
                            _text(one, "postal_code"),
                        ),
                    )
                ),
                _text(one, "city"),
                _text(one, "country"),
            )
            for one in _objects(value.get("addresses"))
        ),
        tuple(
            Number(_text(one, "type"), _text(one, "number"), _text(one, "country"))
            for one in _objects(value.get("ids"))
        ),
    )


def _party(
    where: str,
    texts: Mapping[str, str],
    lists: list[tuple[str, ...]],
    places: tuple[str, ...],
    addresses: tuple[tuple[str, str, str], ...],
    numbers: tuple[Number, ...],
) -> Party:
    programmes, names, citizenships, births, nationalities = lists
    return Party(
        where=where,
        texts=texts,
        programmes=programmes,
        names=tuple(_AND.sub("", name) for name in names),
        citizenships=citizenships,
        births=births,
        nationalities=nationalities,
        birth_places=places,
        addresses=addresses,
        numbers=numbers,
    )


def _cell(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _address(text: str) -> tuple[str, str, str]:
    """``2113 NORTH HIGHWAY 175, SEAGOVILLE, TX, 75159, US``: the code stands last."""
    head, _, last = text.rpartition(",")
    if _CODE.fullmatch(last.strip()):
        return head, "", last.strip()
    return text, "", ""


def _number(text: str) -> Number:
    """``RU, 2029-08-13, 63N9437545, Passport``: country, expiry, number, label."""
    fields = parted(text, ",")
    for start in range(1, len(fields)):
        label = ", ".join(fields[start:])
        if label.rstrip(":") in LABELS or _CRYPTO.fullmatch(label):
            before = [field for field in fields[:start] if not _DATE.fullmatch(field)]
            country = (
                fields[0] if len(fields) > 2 and _CODE.fullmatch(fields[0]) else ""
            )
            return Number(label, before[-1] if before else "", country)
    head, _, label = text.rpartition(", ")
    return Number(label, head)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return _cell(value)
    if not isinstance(value, list):
        return []
    return [
        " ".join(item.split())
        for item in value
        if isinstance(item, str) and item.strip()
    ]


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return (
        [item for item in value if isinstance(item, dict)]
        if isinstance(value, list)
        else []
    )


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    return " ".join(found.split()) if isinstance(found, str) else ""
