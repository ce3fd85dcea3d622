"""Screen again as it was screened then: is the answer the same?

The lists of that snapshot and the profile of that answer are looked up, the age of
lists is judged as of that moment, and the same code runs. A profile that this version
of crible cannot make again, because engine or tables are others, counts as a
difference even where the answer comes out the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crible.documents import iso20022, reader
from crible.documents.document import Document
from crible.errors import ListsUnavailable
from crible.matching import Profile
from crible.usecases.live import State
from crible.usecases.screening import Call, scan_document, screen_one, terms_of

if TYPE_CHECKING:
    from crible.model import Screening
    from crible.usecases.live import Loaded
    from crible.usecases.services import Services

_COMPARED = ("outcome", "hits", "mentions", "problem")
# More than any caller may ask for: a record from before limits were kept has none.
_NO_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded screening and the same one made again.

    Attributes:
        recorded: as it stands in the records.
        again: as it comes out now; None when nothing was screened then.
        differs: the parts that differ; ``profile`` when it cannot be made again.
    """

    recorded: Screening
    again: Screening | None
    differs: tuple[str, ...]


def replay(services: Services, screening_id: str) -> Replay:
    """Screen again what was screened then; nothing is recorded.

    Raises:
        UnknownThing: there is no such screening.
    """
    recorded = services.store.screening(screening_id)
    problem = recorded.problem
    if problem is not None and problem.code != ListsUnavailable.code:
        # It was refused before the engine saw it: there is nothing to make again.
        return Replay(recorded, None, ())
    profile = Profile.from_dict(services.store.profile(recorded.profile))
    then = replace(
        services,
        profile=profile,
        live=services.live.with_profile(profile),
        clock=lambda: recorded.at,
        new_id=lambda: recorded.id,
    )
    again = _again(then, recorded)
    differs = tuple(
        name
        for name in _COMPARED
        if getattr(again, name) != _without_limit(recorded, name, again)
    )
    if profile.id != recorded.profile:
        differs = ("profile", *differs)
    return Replay(recorded, again, differs)


def as_json(found: Replay) -> dict[str, Any]:
    """What a replay came to."""
    return {
        "screening": found.recorded.id,
        "identical": not found.differs,
        "differs": list(found.differs),
        "snapshot": found.recorded.snapshot,
        "profile": found.recorded.profile,
    }


def _again(services: Services, recorded: Screening) -> Screening:
    loaded = _loaded(services, recorded)
    call = Call(
        actor=recorded.actor,
        channel=recorded.channel,
        lists=recorded.lists,
        threshold=recorded.threshold,
        limit=recorded.limit or _NO_LIMIT,
        batch=recorded.batch,
    )
    terms = terms_of(services, loaded, call)
    if recorded.operation == "scan":
        document = _document(recorded)
        return scan_document(services, loaded, terms, document, call)
    return screen_one(services, loaded, terms, recorded.subject, call)


def _document(recorded: Screening) -> Document:
    """The document of a record: its text, which is all of it for most formats."""
    text = recorded.subject.name
    if recorded.format == "mt":
        return reader.of_text(text, where="text", format_name="mt")
    if recorded.format == "iso20022":
        return iso20022.of_listing(text)
    return Document(recorded.format or "text", text)


def _loaded(services: Services, recorded: Screening) -> Loaded:
    """The snapshot of then, with what was known of the age of its lists."""
    loaded = services.live.of(State(snapshot=recorded.snapshot))
    if recorded.as_of == recorded.snapshot:
        return loaded
    moment = datetime.fromisoformat(recorded.as_of) if recorded.as_of else recorded.at
    rows = services.store.list_rows(moment=moment)
    return replace(loaded, rows=rows, moment=moment)


def _without_limit(recorded: Screening, name: str, again: Screening) -> object:
    """A part of a record; without a limit on record, as many hits as were kept."""
    if name != "hits" or recorded.limit or recorded.operation == "scan":
        return getattr(recorded, name)
    kept = len(recorded.hits)
    return recorded.hits + again.hits[kept:] if kept else recorded.hits
