"""The addresses below ``/v1/batches``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request, send_file
from flask_openapi import APIBlueprint, Tag

from crible.errors import InputRefused
from crible.jobs import uploads
from crible.jobs.workplace import TYPES, Workplace, ending
from crible.usecases.access import SCOPES
from crible.web.access import caller, needs
from crible.web.api.ids import plain
from crible.web.api.questions import Id  # noqa: TC001 - flask-openapi resolves them
from crible.web.document import BODY_ERRORS, ERRORS, ID_ERRORS
from crible.web.uploads import intake, shapes
from crible.web.uploads.shapes import (
    BatchJob,
    BatchJobs,
    JobsQuery,
    UploadOptions,
)

if TYPE_CHECKING:
    from crible.settings import Settings
    from crible.usecases.services import Services

_RESULTS: dict[str, Any] = {
    "description": "The rows as uploaded, with what was found.",
    "content": {
        kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
        for kind in TYPES.values()
    },
}


def routes(services: Services, settings: Settings) -> APIBlueprint:
    """The endpoints over ``services``."""
    api = APIBlueprint(
        "batches", __name__, abp_tags=[Tag(name="batches")], url_prefix="/v1"
    )
    root = settings.uploads

    @api.post(
        "/batches",
        operation_id="upload",
        responses={202: BatchJob, **BODY_ERRORS},
    )
    @needs("screen")
    def upload() -> tuple[dict[str, Any], int, dict[str, str]]:
        """Upload a file of counterparties to be screened by a worker.

        A form with the file in the field `file`, as CSV, TSV, XLSX, JSON lines or
        Parquet by the ending of its name.
        """
        job_id = services.new_id()
        place = Workplace(root, job_id)
        place.make()
        kept = False
        try:
            received = intake.receive(
                place.folder / "upload", settings.max_upload_bytes
            )
            chosen = shapes.options(received.form).as_options()
            uploads.check(services, received.name, chosen)
            (place.folder / "upload").rename(
                place.folder / f"upload{ending(received.name)}"
            )
            row = uploads.submit(
                services,
                job_id,
                caller(),
                name=received.name,
                sha256=received.sha256,
                size=received.bytes,
                options=chosen,
            )
            kept = True
        finally:
            if not kept:
                place.remove()
        return uploads.job_json(row), 202, {"Location": f"/v1/batches/{row.id}"}

    @api.get("/batches", operation_id="batches", responses={200: BatchJobs, **ERRORS})
    @needs(*SCOPES)
    def listed(query: JobsQuery) -> dict[str, Any]:
        """The caller's uploads, newest first; all for who may read records."""
        found = uploads.newest(
            services, caller(), before=query.cursor, limit=query.limit
        )
        return {
            "batches": [uploads.job_json(row) for row in found],
            "next": found[-1].id if len(found) == query.limit else None,
        }

    @api.get(
        "/batches/<path:id>/results",
        operation_id="batch_results",
        responses={200: _RESULTS, **ID_ERRORS},
    )
    @needs(*SCOPES)
    def results(path: Id) -> Response:
        """The results of an upload that is done, in the format of the upload."""
        found = uploads.result(services, root, plain(path.id), caller())
        return send_file(
            found,
            mimetype=TYPES[found.suffix],
            as_attachment=True,
            download_name=f"{path.id}{found.suffix}",
        )

    @api.post(
        "/batches/<path:id>/cancel",
        operation_id="cancel_batch",
        responses={200: BatchJob, **ID_ERRORS},
    )
    @needs("screen")
    def cancel(path: Id) -> dict[str, Any]:
        """Stop an upload; what was screened so far stays on record."""
        if request.content_length:
            # Nothing can be said with it, and nothing is ignored.
            raise InputRefused("This address takes no body.")
        return uploads.job_json(
            uploads.cancel(services, root, plain(path.id), caller())
        )

    @api.get(
        "/batches/<path:id>",
        operation_id="batch",
        responses={200: BatchJob, **ID_ERRORS},
    )
    @needs(*SCOPES)
    def shown(path: Id) -> dict[str, Any]:
        """An upload: its state, how far it is, and why it failed."""
        return uploads.job_json(uploads.show(services, plain(path.id), caller()))

    return api


def describe(document: dict[str, Any]) -> None:
    """Add the form to the contract; it is parsed by hand, to stream the file."""
    fields = UploadOptions.model_json_schema()
    fields.pop("description", None)
    document["paths"]["/v1/batches"]["post"]["requestBody"] = {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    **fields,
                    "title": "Upload",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        **fields["properties"],
                    },
                    "required": ["file"],
                }
            }
        },
    }
