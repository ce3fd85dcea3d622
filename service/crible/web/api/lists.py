"""``/v1/lists``, ``/v1/entries`` and ``/v1/snapshots``: what is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response  # noqa: TC002 - flask-openapi resolves annotations
from flask_openapi import APIBlueprint, Tag

from crible.usecases import lists, records
from crible.usecases.access import SCOPES
from crible.usecases.answers import summary_json
from crible.web import cursors
from crible.web.access import needs
from crible.web.api.holdings import (
    EntriesAnswer,
    EntryAnswer,
    ListsAnswer,
    SnapshotAnswer,
    SnapshotsAnswer,
)
from crible.web.api.ids import plain
from crible.web.api.questions import (  # noqa: TC001 - flask-openapi resolves them
    EntriesQuery,
    EntryQuery,
    Id,
    SnapshotsQuery,
)
from crible.web.document import ERRORS, ID_ERRORS, SAME
from crible.web.etags import conditional

if TYPE_CHECKING:
    from crible.usecases.services import Services


def routes(services: Services) -> APIBlueprint:
    """The endpoints over ``services``."""
    api = APIBlueprint(
        "lists", __name__, abp_tags=[Tag(name="lists")], url_prefix="/v1"
    )

    @api.get(
        "/lists", operation_id="lists", responses={200: ListsAnswer, **SAME, **ERRORS}
    )
    @needs(*SCOPES)
    def show() -> Response:
        """Every list that crible knows, with its state as of now."""
        now = services.store.current_snapshot()
        found = [lists.report_json(report) for report in lists.show(services)]
        document = {
            "snapshot": now.id if now else None,
            "profile": services.profile.id,
            "lists": found,
        }
        # The age moves all the time; whether it is too high is in the state.
        ageless = [{**item, "age_days": None} for item in found]
        return conditional(document, same={**document, "lists": ageless})

    @api.get(
        "/entries",
        operation_id="entries",
        responses={200: EntriesAnswer, **ID_ERRORS},
    )
    @needs(*SCOPES)
    def entries(query: EntriesQuery) -> dict[str, Any]:
        """The entries of a list, page by page."""
        if query.snapshot is None:
            state = services.live.current().snapshot
        else:
            state = services.store.snapshot(plain(query.snapshot))
        after = cursors.decode(query.cursor, [str])[0] if query.cursor else ""
        found = services.store.browsing.entries(
            state.id, query.list, after=str(after), limit=query.limit
        )
        return {
            "snapshot": state.id,
            "profile": services.profile.id,
            "entries": [summary_json(item) for item in found],
            "next": cursors.encode(found[-1].id) if len(found) == query.limit else None,
        }

    @api.get(
        "/snapshots",
        operation_id="snapshots",
        responses={200: SnapshotsAnswer, **ERRORS},
    )
    @needs(*SCOPES)
    def known_snapshots(query: SnapshotsQuery) -> dict[str, Any]:
        """Every state of the lists that answers were made from, newest first."""
        before = None
        if query.cursor:
            number, name = cursors.decode(query.cursor, [int, str])
            before = int(number), str(name)
        found = services.store.browsing.snapshots(before=before, limit=query.limit)
        return {
            "snapshots": [
                {
                    "snapshot": item.id,
                    "versions": [
                        {"key": key, "version": version}
                        for key, version in item.versions
                    ],
                }
                for _, item in found
            ],
            "next": (
                cursors.encode(found[-1][0], found[-1][1].id)
                if len(found) == query.limit
                else None
            ),
        }

    @api.get(
        "/entries/<path:id>",
        operation_id="entry",
        responses={200: EntryAnswer, **SAME, **ID_ERRORS},
    )
    @needs(*SCOPES)
    def entry(path: Id, query: EntryQuery) -> Response:
        """An entry with everything its list says of it."""
        asked = query.snapshot
        found, state = records.entry(
            services, plain(path.id), None if asked is None else plain(asked)
        )
        return conditional(
            {
                "snapshot": state.id,
                "profile": services.profile.id,
                "entry": records.entry_json(found),
            }
        )

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
