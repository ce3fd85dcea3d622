"""Numbers that identify: which scheme is meant, how a value is written, is it valid.

A number is compared within its family (a Russian INN is a tax number, an OGRN a
registration number) and in one spelling. Nothing here knows a list. Check digits come
from python-stdnum, which is imported when the first number is checked, so that a
look-up without numbers never pays for it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from crible.text.tables import load

# A shorter number identifies nobody.
SHORTEST = 5
# Two numbers of a country agree by chance when they are shorter than this.
LONG = 7
# Longer than any identifier: a crypto-currency address has 106 characters.
_LONGEST = 128
# Cyrillic and Greek capitals that stand for Latin ones in passports and call signs.
_ALIKE = str.maketrans("АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIJSABEZHIKMNOPTYX")
_LABELLED = re.compile(r"\s*([^\W\d_][^\s:=]{0,30})[\s:=]+(?=\S)")
_NUMBERED = re.compile(r"\s*([^\W\d_][^\d]{0,40}?)[\s:.#№=]*(?=\d)")
_COUNTRY_PREFIX = re.compile(r"([A-Z]{2})(?=[0-9A-Z]*\d)")
# What tells a scheme from its number alone, as (check, shape, scheme).
_TELLING = (
    ("ru.inn", re.compile(r"\d{10}|\d{12}"), "inn"),
    ("ru.ogrn", re.compile(r"\d{13}|\d{15}"), "ogrn"),
    ("cn.uscc", re.compile(r"9[1-3]\d{6}[0-9A-Z]{10}"), "uscc"),
    ("lei", re.compile(r"[0-9A-Z]{18}\d{2}"), "lei"),
)
# Schemes whose holders often write another number under them.
_LOOSE = frozenset({"registration", "tax-id", "vat", "national-id", "unstated"})
# Families that a number without a scheme may belong to.
_ANY = ("tax", "registration", "national-id", "passport", "okpo", "duns")


@dataclass(frozen=True, slots=True)
class Normalised:
    """One spelling of a number.

    Attributes:
        value: capitals and digits alone; empty when nothing is left to compare.
        valid: whether length and check digit hold; None when nothing can be checked.
        scheme: the scheme by its name in crible.
        country: ISO 3166-1 alpha-2 code that scheme, value or caller states.
    """

    value: str
    valid: bool | None
    scheme: str
    country: str | None = None


def scheme_of(text: str) -> str | None:
    """The scheme that a label such as ``ИНН``, ``Tax ID`` or ``IMO No.`` means."""
    return _labels().get(_plain(text))


@lru_cache(maxsize=1 << 15)
def normalise(scheme: str, value: str, country: str | None = None) -> Normalised:
    """One spelling of a number, and whether it is valid.

    Args:
        scheme: name of the scheme or any label of it; an unknown one is kept.
        value: as written; a label before the number and separators do not matter.
        country: who issued it, when known.
    """
    name = scheme_of(scheme) or _plain(scheme)
    if name.startswith("crypto"):
        # Upper and lower case are different addresses.
        return Normalised("".join(value.split())[:_LONGEST], None, name)
    said = _schemes().get(name, {})
    bare = _bare(_without_label(name, value))
    if name == "vat" or (name == "tax-id" and not country):
        bare, country = _without_country(bare, country)
    country = said.get("country") or country
    if len(set(bare)) < 2 or len(bare) > _LONGEST:
        return Normalised("", None, name, country)
    if name == "swift" and len(bare) == 11 and bare.endswith("XXX"):
        bare = bare[:8]
    return Normalised(bare, _valid(name, said, bare, country), name, country)


@lru_cache(maxsize=1 << 15)
def keys(scheme: str, value: str, country: str | None = None) -> tuple[str, ...]:
    """Under what a number is filed: ``family:value``, one or more, none if too short.

    Two numbers may be the same if they share a key.
    """
    number = normalise(scheme, value, country)
    if len(number.value) < SHORTEST:
        return ()
    said = _schemes().get(number.scheme)
    if said is not None and not said.get("family"):
        return ()
    family = said["family"] if said else number.scheme
    families = list(_ANY) if family == "unstated" else [family]
    if number.scheme in _LOOSE:
        # Only where the country does not speak against it.
        for check, shape, better in _TELLING:
            other = _schemes()[better]
            if (
                shape.fullmatch(number.value)
                and number.country in {None, other.get("country")}
                and _checked(check, number.value)
            ):
                families.append(other["family"])
    spelling = number.value
    if spelling.isdigit() and family != "bik":
        # Spreadsheets drop leading zeros.
        spelling = spelling.lstrip("0")
        if len(spelling) < SHORTEST:
            return ()
    return tuple(dict.fromkeys(f"{family}:{spelling}" for family in families))


def is_worldwide(scheme: str) -> bool:
    """Whether no two subjects of the world share a number of the scheme."""
    said = _schemes().get(scheme)
    return scheme.startswith("crypto") if said is None else said.get("scope") == "world"


def is_single(scheme: str) -> bool:
    """Whether a subject has one number of the scheme, so that another is another's."""
    return bool(_schemes().get(scheme, {}).get("one"))


def _bare(value: str) -> str:
    plain = unicodedata.normalize("NFKC", value[: 4 * _LONGEST]).upper()
    kept = []
    for char in plain.translate(_ALIKE):
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            kept.append(str(digit))
        elif char.isalnum():
            kept.append(char)
    return "".join(kept)


def _without_label(scheme: str, value: str) -> str:
    """The value without a label of its own scheme before it: ``IMO 9187629``."""
    for match in (_LABELLED.match(value), _NUMBERED.match(value)):
        if match and scheme_of(match[1]) == scheme:
            return value[match.end() :]
    return value


def _without_country(bare: str, country: str | None) -> tuple[str, str | None]:
    """A VAT number apart from the country that it begins with."""
    match = _COUNTRY_PREFIX.match(bare)
    if match:
        code = "gr" if match[1] == "EL" else match[1].lower()
        if code in _VAT_COUNTRIES and country in {None, code}:
            return bare[2:], code
    return bare, country


_VAT_COUNTRIES = frozenset(
    (
        "at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si "
        "sk ch no gb"
    ).split()
)


def _valid(
    name: str, said: dict[str, Any], bare: str, country: str | None
) -> bool | None:
    if name == "vat":
        if country is None or country not in _VAT_COUNTRIES - {"ch", "no", "gb"}:
            return None
        prefix = "EL" if country == "gr" else country.upper()
        return _checked("eu.vat", prefix + bare)
    if "check" in said:
        # A spreadsheet may have eaten zeros at the front.
        return any(_checked(said["check"], "0" * more + bare) for more in range(2))
    if "shape" in said:
        # A shape without a check digit can only refute.
        return None if re.fullmatch(said["shape"], bare) else False
    return None


def _checked(check: str, bare: str) -> bool:
    if not bare.isascii():
        return False
    return bool(_module(check).is_valid(bare))


@cache
def _module(check: str) -> Any:
    return import_module(f"stdnum.{check}")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:100]).casefold()
    return "-".join(re.findall(r"[^\W_]+", folded))


def _schemes() -> dict[str, Any]:
    return load("identifiers")


@cache
def _labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for scheme, said in _schemes().items():
        found[scheme] = scheme
        for label in said.get("labels", ()):
            found[_plain(label)] = scheme
    return found
