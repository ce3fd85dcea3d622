"""What reading a list gives: its entries as a stream, and what is known of the file.

Knows no format and opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from crible.model import Entry, Reject


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as it lies on disk, read from its first to its last file.

    Attributes:
        published: the day the publisher dates it, when the files say so.
        sha256: hash over the bytes of all files as they lie on disk, in order.
        source: names of the files, without folders.
        items: entries, and rejects for what did not become one; a stream that can be
            read once. It raises ``ListRefused``, at the latest at its end, when the
            file turns out to be cut off or damaged: nothing of it may be published
            before the stream has ended.
        notes: sentences a person should see, such as a file that was not there.
    """

    published: date | None
    sha256: str
    source: str
    items: Iterator[Entry | Reject]
    notes: tuple[str, ...] = ()
