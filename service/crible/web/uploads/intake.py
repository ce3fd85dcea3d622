"""A multipart body, streamed to disk as it arrives."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, NamedTuple

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from crible.errors import FileRefused, InputRefused, StoreUnavailable
from crible.web.problems import MalformedBody, WrongMediaType

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.datastructures import MultiDict

# Fields are short words; whatever is longer belongs into the file.
_FIELDS = 64 << 10
_PARTS = 200
_LONGEST_NAME = 200


class Received(NamedTuple):
    """A file that is on disk, and the fields that came with it."""

    name: str
    sha256: str
    bytes: int
    form: MultiDict[str, str]


def receive(path: Path, most: int) -> Received:
    """Take the file of the present request.

    Args:
        path: where it is to lie; its folder is there.
        most: bytes of the whole body at most.

    Raises:
        WrongMediaType: the body is no form.
        MalformedBody: it is cut off, or not what it says.
        InputRefused: no file, several, or one without a name.
        RequestEntityTooLarge: it is larger than allowed.
        StoreUnavailable: the disk does not take it.
    """
    if request.mimetype != "multipart/form-data":
        raise WrongMediaType(
            "The header Content-Type does not say multipart/form-data.",
            hint="Send a form with the file in the field file: curl -F file=@FILE.",
        )
    request.max_content_length = most
    opened: list[IO[bytes]] = []

    def factory(*_about: object, **_more: object) -> IO[bytes]:
        if opened:
            raise InputRefused("There are several files.", where="file")
        opened.append(path.open("xb+"))
        return opened[0]

    parser = FormDataParser(
        stream_factory=factory,
        max_form_memory_size=_FIELDS,
        max_content_length=most,
        max_form_parts=_PARTS,
        silent=False,
    )
    try:
        _, form, files = parser.parse(
            request.stream,
            request.mimetype,
            request.content_length,
            dict(request.mimetype_params),
        )
        file = files.get("file")
        if file is None or set(files) != {"file"}:
            raise InputRefused("There is no file in the field file.", where="file")
        name = _name(file.filename or "")
        file.stream.seek(0)
        digest = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]
        return Received(name, digest, file.stream.tell(), form)
    except RequestEntityTooLarge:
        raise
    except ValueError:
        raise MalformedBody("The form cannot be read.") from None
    except OSError as error:
        raise StoreUnavailable(
            f"The upload cannot be stored ({type(error).__name__})."
        ) from error
    finally:
        for stream in opened:
            stream.close()


def _name(given: str) -> str:
    """The file's own name: some browsers send a path."""
    name = PurePosixPath(given.replace("\\", "/")).name
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise FileRefused("The file has no usable name.", where="file")
    return name
