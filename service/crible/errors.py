"""Every error that crible raises on purpose, as one tree.

::

    CribleError                 internal            500   70
    ├── UsageError              usage               400    2
    │   ├── UnknownThing        not-found           404    2
    │   ├── NotSignedIn         not-signed-in       401    2
    │   └── NotAllowed          not-allowed         403    2
    ├── InputRefused            input-refused       422    3
    │   ├── SubjectRefused      subject-refused     422    3
    │   ├── FileRefused         file-refused        422    3
    │   ├── ListRefused         list-refused        422    3
    │   │   └── ListHeldBack    list-held-back      422    4
    │   ├── ForbiddenTarget     forbidden-target    422    3
    │   ├── RequestDiffers      request-differs     422    3
    │   └── TooLarge            too-large           413    3
    ├── ListsUnavailable        lists-unavailable   503    4
    ├── DownloadFailed          download-failed     503    4
    ├── StoreUnavailable        store-unavailable   503   70
    │   └── SchemaMismatch      schema-mismatch     503   70
    │       └── NotSetUp        not-set-up          503    4
    ├── IndexDamaged            index-damaged       503   70
    ├── TooManyRequests         too-many-requests   429    2
    ├── OutOfTime               out-of-time         503    3
    ├── NotFinished             not-finished        409    3
    ├── TrailBroken             trail-broken        500   70
    ├── UnsafeBind              unsafe-bind         400    2
    └── Interrupted             interrupted         503    5

Columns: code (stable, goes into problem documents), HTTP status, exit code. The
edges (``cli`` and ``web``) translate once; nothing below them prints or aborts.
This module imports nothing of ours, so that every room may raise.
"""

from __future__ import annotations

from typing import ClassVar


class CribleError(Exception):
    """The root: something in crible went wrong.

    Args:
        message: what happened, in one sentence, without a screened name in it.
        hint: what to do next; empty when there is nothing sensible to say.
        where: the place in the input: file, line, column, field.
    """

    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head} {self.hint}" if self.hint else head


class UsageError(CribleError):
    """The call itself is wrong: an unknown option, a contradiction."""

    code = "usage"
    title = "The request does not make sense"
    status = 400
    exit_code = 2


class UnknownThing(UsageError):
    """What the call names (a list, an entry, a screening) does not exist."""

    code = "not-found"
    title = "Not found"
    status = 404


class NotSignedIn(UsageError):
    """It needs a key, and none came, or none that is good."""

    code = "not-signed-in"
    title = "A key is needed"
    status = 401


class NotAllowed(UsageError):
    """The caller is known and may not do this."""

    code = "not-allowed"
    title = "Not allowed"
    status = 403


class InputRefused(CribleError):
    """The material to work on cannot be accepted."""

    code = "input-refused"
    title = "Input refused"
    status = 422
    exit_code = 3


class SubjectRefused(InputRefused):
    """One subject cannot be screened; its outcome is ``error``, never ``clear``."""

    code = "subject-refused"
    title = "This subject cannot be screened"


class FileRefused(InputRefused):
    """A counterparty file cannot be read: absent, wrong columns, wrong encoding."""

    code = "file-refused"
    title = "This file cannot be read"


class ListRefused(InputRefused):
    """A list file cannot be imported; the last good version stays."""

    code = "list-refused"
    title = "This list cannot be imported"


class ListHeldBack(ListRefused):
    """A list was read whole and is not trusted; the last good version stays."""

    code = "list-held-back"
    title = "This version of a list is held back"
    exit_code = 4


class TooLarge(InputRefused):
    """A name, a text or a body is longer than the limit."""

    code = "too-large"
    title = "Too large"
    status = 413


class RequestDiffers(InputRefused):
    """The key that marks a repetition was used for another request."""

    code = "request-differs"
    title = "Not the same request"


class ListsUnavailable(CribleError):
    """No list, or none of the lists asked for, is loaded: nothing can be clear."""

    code = "lists-unavailable"
    title = "No list to screen against"
    status = 503
    exit_code = 4


class DownloadFailed(CribleError):
    """A list cannot be had from where it is published; the last good version stays."""

    code = "download-failed"
    title = "This list cannot be downloaded"
    status = 503
    exit_code = 4


class StoreUnavailable(CribleError):
    """The database does not answer."""

    code = "store-unavailable"
    title = "The database does not answer"
    status = 503


class SchemaMismatch(StoreUnavailable):
    """The database is at another revision than this version of crible."""

    code = "schema-mismatch"
    title = "The database is at another revision"


class NotSetUp(SchemaMismatch):
    """There is no database yet, and so no list: to be told like a missing list."""

    code = "not-set-up"
    title = "Nothing is set up yet"
    exit_code = 4


class IndexDamaged(CribleError):
    """An index file is foreign, truncated or of another layout."""

    code = "index-damaged"
    title = "The index file cannot be used"
    status = 503


class TooManyRequests(CribleError):
    """More requests than the caller may send in that time.

    Args:
        message: as for every error.
        seconds: after which it may try again.
        hint: as for every error.
    """

    code = "too-many-requests"
    title = "Too many requests"
    status = 429
    exit_code = 2

    def __init__(self, message: str, *, seconds: int = 1, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds


class OutOfTime(CribleError):
    """The time for a call is spent; what was not screened is not clear."""

    code = "out-of-time"
    title = "Not screened in time"
    status = 503
    exit_code = 3


class TrailBroken(CribleError):
    """The audit trail, or a record under it, is not what it was."""

    code = "trail-broken"
    title = "The audit trail does not verify"


class UnsafeBind(UsageError):
    """Refused to listen beyond loopback without access keys."""

    code = "unsafe-bind"
    title = "Refused to listen on this address"


class Interrupted(CribleError):
    """Stopped before the end, in a state that can be taken up again."""

    code = "interrupted"
    title = "Interrupted"
    status = 503
    exit_code = 5


class NotFinished(CribleError):
    """The results of a job are asked for before there are any."""

    code = "not-finished"
    title = "There are no results yet"
    status = 409
    exit_code = 3


class OutOfDate(CribleError):
    """What somebody decides about is not as they saw it."""

    code = "out-of-date"
    title = "It has changed meanwhile"
    status = 409
    exit_code = 3


class ForbiddenTarget(InputRefused):
    """An address to which no message is sent: private, local, or not to be read."""

    code = "forbidden-target"
    title = "Nothing is sent to this address"
