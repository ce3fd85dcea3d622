"""Bring a list up to date from where it is published, or from a mirror of it.

All files of a list are downloaded beside the kept ones, read and guarded; only when
they became a version do they replace those. Whoever has nothing newer confirms that the
list is up to date. What was downloaded lies in a folder per list under the names of the
addresses, so that the folder itself can serve as a mirror.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from crible import importers
from crible._version import __version__
from crible.errors import CribleError, DownloadFailed, Interrupted, UsageError
from crible.importers.downloads import NOTHING, Fetched, Known, digest_of
from crible.usecases.lists_import import Imported, import_list, newest_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crible.importers.fetch import Fetcher
    from crible.model import ListInfo, ListVersion
    from crible.store import DownloadRow
    from crible.usecases.services import Services

Ending = Literal["new", "unchanged", "not modified"]
_SHIPPED = "crible-seeds"
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
# Seconds after which an unfinished download belongs to nobody any more.
_LEFT_BEHIND = 24 * 3600
_PACKED = ("", ".gz", ".xz")


@dataclass(frozen=True, slots=True)
class Synced:
    """What bringing a list up to date did.

    ``imported`` is None when the publisher had nothing newer.
    """

    key: str
    ending: Ending
    version: ListVersion
    imported: Imported | None = None


@dataclass(frozen=True, slots=True)
class Sync:
    """What holds for a whole run.

    Attributes:
        fetcher: downloads.
        folder: where downloads are kept, a folder per list.
        mirror: another place for the files: a folder, or the beginning of addresses.
        accept_shrink: who says that a loss of entries is real; empty holds it back.
        progress: called with what is being counted, and how far.
    """

    fetcher: Fetcher
    folder: Path
    mirror: str = ""
    accept_shrink: str = ""
    progress: Callable[[str, int], None] = lambda _what, _count: None


class Wanted(NamedTuple):
    """One file of a list: where from, and under which name it is kept."""

    url: str
    file: str


def syncable(mirror: str = "") -> tuple[str, ...]:
    """The lists that can be brought up to date without a file being named.

    Args:
        mirror: when it is a folder, those that lie in it.
    """
    known = importers.catalogue()
    if mirror and not _is_url(mirror):
        return tuple(
            key
            for key, info in known.items()
            if info.urls and (Path(mirror) / key).is_dir()
        )
    return tuple(
        key
        for key, info in known.items()
        if info.format in importers.formats()
        and (info.urls or (info.format == _SHIPPED and not mirror))
    )


def chosen(
    services: Services, keys: Sequence[str], mirror: str = "", *, every: bool = False
) -> tuple[str, ...]:
    """The lists to bring up to date.

    Without keys those of the catalogue that were ever loaded, or tried, and are in use:
    a list that nobody asked for must neither fill the disk nor be able to fail.

    Args:
        services: the collaborators.
        keys: lists that are named.
        mirror: when it is a folder, those that lie in it count as asked for.
        every: all lists of the catalogue that have an address.

    Raises:
        UnknownThing: there is no such list.
        UsageError: a list that is named has no address, or there is none at all.
    """
    for key in keys:
        _refuse_without_address(importers.info(key))
    if keys:
        return tuple(dict.fromkeys(keys))
    found = syncable(mirror)
    rows = {row.info.key: row for row in services.store.list_rows()}
    if not every and (not mirror or _is_url(mirror)):
        found = tuple(key for key in found if key in rows)
    found = tuple(key for key in found if key not in rows or not rows[key].disabled)
    if not found:
        raise UsageError(
            "There is no list to bring up to date.",
            where=mirror,
            hint=f"Name lists: {', '.join(syncable())}; or say --all.",
        )
    return found


def sync_list(
    services: Services, key: str, run: Sync, *, info: ListInfo | None = None
) -> Synced:
    """Bring one list up to date.

    Args:
        services: the collaborators.
        key: a list of the catalogue.
        run: what holds for the whole run.
        info: what is known of the list; by default what the catalogue says.

    Raises:
        UnknownThing: no such list.
        UsageError: it has no address.
        DownloadFailed: a file of it cannot be had; recorded as a failure.
        ListHeldBack: the new version is not trusted; recorded as a failure.
        ListRefused: what came is not that list; recorded as a failure.
    """
    info = info or importers.info(key)
    if info.format == _SHIPPED and not info.urls:
        done = import_list(services, key, [], info=info, progress=run.progress)
        return Synced(key, "new" if done.new else "unchanged", done.version, done)
    _refuse_without_address(info)
    services.store.save_list(info)
    at = services.clock()
    wanted = _wanted(info, run.mirror)
    run.folder.mkdir(parents=True, exist_ok=True)
    _sweep(run.folder, key)
    with tempfile.TemporaryDirectory(prefix=f".{key}-", dir=run.folder) as name:
        fresh = Path(name)
        source = _said(wanted, run.mirror)
        kept = _Kept(services, key, run.folder / key)
        try:
            got = _gathered(wanted, fresh, kept, run)
        except Interrupted:
            # Whoever counted along wants an end; the publisher is not to blame.
            raise
        except CribleError as error:
            services.store.record_failure(key, at=at, reason=str(error), source=source)
            raise
        current = newest_version(services, key)
        if not any(got.values()) and current and kept.led_to(current):
            services.store.confirm(current, at=at, source=source)
            services.live.refresh()
            return Synced(key, "not modified", current)
        done = import_list(
            services,
            key,
            [fresh / item.file for item in wanted],
            info=info,
            progress=run.progress,
            accept_shrink=run.accept_shrink,
            source=source,
        )
        kept.replace(wanted, got, fresh, done.version)
    return Synced(key, "new" if done.new else "unchanged", done.version, done)


def _sweep(folder: Path, key: str) -> None:
    """Remove what runs that were killed left behind; one of today may be under way."""
    for path in folder.glob(f".{key}-*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFT_BEHIND:
                shutil.rmtree(path)


def _refuse_without_address(info: ListInfo) -> None:
    if not info.urls and info.format != _SHIPPED:
        raise UsageError(
            f"The list {info.key!r} has no address.",
            hint=f"Name its files: crible lists import {info.key} FILE",
        )


class _Kept:
    """The files that became the last version, and what is remembered of them."""

    def __init__(self, services: Services, key: str, folder: Path) -> None:
        self._services = services
        self.key = key
        self._folder = folder
        self.rows = {row.url: row for row in services.store.downloads(key)}

    def led_to(self, version: ListVersion) -> bool:
        """Whether these files became that version, read as we read them today."""
        return bool(self.rows) and all(
            row.version_sha256 == version.sha256 and row.reader == __version__
            for row in self.rows.values()
        )

    def row(self, item: Wanted) -> DownloadRow | None:
        """What is remembered of a file, if it is still there untouched."""
        row = self.rows.get(item.url)
        if row is None or row.file != item.file:
            return None
        path = self._folder / row.file
        with suppress(OSError):
            if path.stat().st_size == row.bytes and digest_of(path) == row.sha256:
                return row
        return None

    def lend(self, row: DownloadRow, target: Path) -> None:
        """Put a kept file beside those that are newer."""
        try:
            os.link(self._folder / row.file, target)
        except OSError:  # a file system without links
            shutil.copyfile(self._folder / row.file, target)

    def replace(
        self,
        wanted: Sequence[Wanted],
        got: dict[Wanted, Fetched | None],
        fresh: Path,
        version: ListVersion,
    ) -> None:
        """Keep the files that became a version instead of the earlier ones."""
        from crible.store import DownloadRow  # noqa: PLC0415 - loads sqlalchemy

        self._folder.mkdir(exist_ok=True)
        at = self._services.clock()
        rows = []
        for item in wanted:
            found, before = got[item], self.rows.get(item.url)
            if found is not None:
                row = DownloadRow(
                    url=item.url,
                    file=item.file,
                    etag=found.known.etag,
                    last_modified=found.known.last_modified,
                    sha256=found.sha256,
                    bytes=found.bytes,
                    at=at,
                    version_sha256=version.sha256,
                    reader=__version__,
                )
            elif before is not None:
                row = _renewed(before, version)
            else:
                continue
            rows.append(row)
            (fresh / item.file).replace(self._folder / item.file)
        for path in self._folder.iterdir():
            if path.name not in {row.file for row in rows} and path.is_file():
                path.unlink(missing_ok=True)
        self._services.store.save_downloads(self.key, rows)


def _renewed(row: DownloadRow, version: ListVersion) -> DownloadRow:
    from dataclasses import replace  # noqa: PLC0415 - the name is taken above

    return replace(row, version_sha256=version.sha256, reader=__version__)


def _gathered(
    wanted: Sequence[Wanted], fresh: Path, kept: _Kept, run: Sync
) -> dict[Wanted, Fetched | None]:
    """Fetch every file into ``fresh``; None stands for one that is not newer."""
    if run.mirror and not _is_url(run.mirror):
        return dict(_copied(wanted, fresh, Path(run.mirror), kept.key))

    got: dict[Wanted, Fetched | None] = {}
    for item in wanted:
        row = kept.row(item)
        got[item] = run.fetcher.fetch(
            item.url,
            fresh / item.file,
            known=Known(row.etag, row.last_modified) if row else NOTHING,
            progress=lambda count, file=item.file: run.progress(  # type: ignore[misc]
                f"kB of {file}", count // 1000
            ),
        )
        if got[item] is None and row is not None:
            kept.lend(row, fresh / item.file)
    return got


def _copied(
    wanted: Sequence[Wanted], fresh: Path, mirror: Path, key: str
) -> Iterator[tuple[Wanted, Fetched]]:
    """Copy every file from a folder, where it may be packed or in other case."""
    where = mirror / key if (mirror / key).is_dir() else mirror
    try:
        there = {path.name.lower(): path for path in sorted(where.iterdir())}
    except OSError as error:
        raise DownloadFailed(
            "There is no such folder to take lists from.", where=str(where)
        ) from error
    for item in wanted:
        names = [item.file.lower() + ending for ending in _PACKED]
        found = next((there[name] for name in names if name in there), None)
        if found is None:
            raise DownloadFailed(
                f"The folder lacks {item.file}.",
                where=str(where),
                hint="A list is loaded whole or not at all. To load what is there: "
                "crible lists import.",
            )
        target = fresh / item.file
        shutil.copyfile(found, target)
        yield item, Fetched(target, digest_of(target), target.stat().st_size, NOTHING)


def _wanted(info: ListInfo, mirror: str) -> tuple[Wanted, ...]:
    """The files of a list; those of a mirror lie under its key."""
    found: list[Wanted] = []
    for url in info.urls:
        name = _PLAIN.sub("-", unquote(urlsplit(url).path).rpartition("/")[2])
        file = name.strip(".-") or info.key
        while file.lower() in {item.file.lower() for item in found}:
            file = f"{len(found) + 1}-{file}"
        there = f"{mirror.rstrip('/')}/{info.key}/{file}" if _is_url(mirror) else url
        found.append(Wanted(there, file))
    return tuple(found)


def _is_url(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _said(wanted: Sequence[Wanted], mirror: str) -> str:
    """Where the files are from, for the record: a host or a folder, and names."""
    if mirror and not _is_url(mirror):
        where = mirror
    else:
        where = urlsplit(wanted[0].url).hostname or ""
    return f"{where}: {', '.join(item.file for item in wanted)}"
