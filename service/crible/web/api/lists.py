"""``/v1/lists``, ``/v1/entries`` and ``/v1/snapshots``: what is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_openapi import APIBlueprint, Tag

from crible.usecases import lists, records
from crible.usecases.access import SCOPES
from crible.web.access import needs
from crible.web.api.answers import EntryAnswer, ListsAnswer, SnapshotAnswer
from crible.web.api.ids import plain
from crible.web.api.questions import (  # noqa: TC001 - flask-openapi resolves them
    EntryQuery,
    Id,
)
from crible.web.document import ERRORS, ID_ERRORS

if TYPE_CHECKING:
    from crible.usecases.services import Services


def routes(services: Services) -> APIBlueprint:
    """The endpoints over ``services``."""
    api = APIBlueprint(
        "lists", __name__, abp_tags=[Tag(name="lists")], url_prefix="/v1"
    )

    @api.get("/lists", operation_id="lists", responses={200: ListsAnswer, **ERRORS})
    @needs(*SCOPES)
    def show() -> dict[str, Any]:
        """Every list that crible knows, with its state as of now."""
        now = services.store.current_snapshot()
        return {
            "snapshot": now.id if now else None,
            "profile": services.profile.id,
            "lists": [lists.report_json(report) for report in lists.show(services)],
        }

    @api.get(
        "/entries/<path:id>",
        operation_id="entry",
        responses={200: EntryAnswer, **ID_ERRORS},
    )
    @needs(*SCOPES)
    def entry(path: Id, query: EntryQuery) -> dict[str, Any]:
        """An entry with everything its list says of it."""
        asked = query.snapshot
        found, state = records.entry(
            services, plain(path.id), None if asked is None else plain(asked)
        )
        return {
            "snapshot": state.id,
            "profile": services.profile.id,
            "entry": records.entry_json(found),
        }

    @api.get(
        "/snapshots/<path:id>",
        operation_id="snapshot",
        responses={200: SnapshotAnswer, **ID_ERRORS},
    )
    @needs(*SCOPES)
    def snapshot(path: Id) -> dict[str, Any]:
        """The list versions that a snapshot is made of."""
        versions = records.snapshot(services, plain(path.id))
        return {
            "snapshot": path.id,
            "profile": services.profile.id,
            "versions": [records.version_json(version) for version in versions],
        }

    return api
