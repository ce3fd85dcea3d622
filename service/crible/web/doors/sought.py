"""A subject described in FollowTheMoney's words, read strictly.

Shared by the doors that are asked by example. A value that cannot be used as evidence
is refused: a country that nobody knows would otherwise weaken a screening unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from crible.errors import SubjectRefused
from crible.importers import countries
from crible.web.api.questions import Subject
from crible.web.doors import vocabulary
from crible.web.problems import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crible import model
    from crible.model import Kind

# Values of one property; more is no description of one subject.
_MOST = 250


@dataclass(frozen=True, slots=True)
class Sought:
    """What a query asks for.

    Attributes:
        subject: as crible screens it.
        unused: properties that were given and do not bear on a score.
    """

    subject: model.Subject
    unused: tuple[str, ...]


def read(
    kind: Kind | None, properties: Mapping[str, Any], *, reference: str = ""
) -> Sought:
    """A subject from properties.

    Args:
        kind: what it is, when known.
        properties: name -> a value or a list of values.
        reference: the caller's own key.

    Raises:
        SubjectRefused: no name, a property that nobody knows, an unusable value.
    """
    values = {name: _texts(name, found) for name, found in properties.items()}
    names = _names(values)
    if not names:
        raise SubjectRefused("It has no name.", where="name")
    given: dict[str, Any] = {
        "name": names[0],
        "aliases": names[1:],
        "kind": kind,
        "countries": _countries(values),
        "identifiers": _identifiers(values),
        "birth_date": _date(values, vocabulary.BIRTH),
        "registration_date": _date(values, vocabulary.FOUNDED),
        "reference": reference,
    }
    try:
        subject = Subject.model_validate(given).as_model()
    except ValidationError as error:
        detail, where = describe(error)
        raise SubjectRefused(detail, where=where) from None
    unused = sorted(
        name for name, found in values.items() if found and name in vocabulary.IDLE
    )
    return Sought(subject, tuple(unused))


def _texts(name: str, found: Any) -> list[str]:
    if name not in vocabulary.KNOWN:
        # Its name is the caller's text and is not repeated.
        raise SubjectRefused(
            "There is a property that crible does not know.",
            hint="Properties are FollowTheMoney's, such as name, country, innCode.",
            where="properties",
        )
    several = found if isinstance(found, list) else [found]
    if len(several) > _MOST:
        raise SubjectRefused(f"More than {_MOST} values.", where=name)
    if name in vocabulary.IDLE:
        # Nested entities may stand here; they are not looked into.
        return ["" for _ in several]
    texts = []
    for value in several:
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise SubjectRefused("A value is no text.", where=name)
        text = str(value).strip()
        if text:
            texts.append(text)
    return texts


def _names(values: Mapping[str, list[str]]) -> list[str]:
    found = [text for name in vocabulary.NAMES for text in values.get(name, ())]
    if not found:
        parts = [
            values[name][0] for name in vocabulary.PARTS_OF_NAMES if values.get(name)
        ]
        found = [" ".join(parts)] if parts else []
    return list(dict.fromkeys(found))


def _countries(values: Mapping[str, list[str]]) -> list[str]:
    found = []
    for name in vocabulary.COUNTRIES:
        for text in values.get(name, ()):
            lower = text.lower()
            code = lower if countries.is_code(lower) else countries.code(text)
            if code is None:
                code = countries.of_people(text)
            if code is None:
                raise SubjectRefused(
                    "This is no country that crible knows.",
                    hint="Send an ISO 3166-1 alpha-2 code.",
                    where=name,
                )
            found.append(code)
    return list(dict.fromkeys(found))


def _identifiers(values: Mapping[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, scheme in vocabulary.IDENTIFIERS.items():
        for text in values.get(name, ()):
            found.setdefault(scheme, []).append(text)
    return found


def _date(values: Mapping[str, list[str]], name: str) -> str:
    """One date; of several that agree the most exact."""
    texts = sorted({text[:10] for text in values.get(name, ())}, key=len)
    if not texts:
        return ""
    if not _agree(texts):
        raise SubjectRefused(
            "There are several dates that differ.",
            hint="Send one subject for each.",
            where=name,
        )
    return texts[-1]


def _agree(texts: Iterable[str]) -> bool:
    longest = ""
    for text in texts:
        if not text.startswith(longest):
            return False
        longest = text
    return True
