"""The only composition root: settings in, a ready bundle of services out."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from crible.matching import default_profile
from crible.store import Store
from crible.usecases.live import LiveIndex
from crible.usecases.services import Limits, Services

if TYPE_CHECKING:
    from crible.importers.fetch import Fetcher
    from crible.settings import Settings
    from crible.usecases.services import Origin


def open_store(settings: Settings) -> Store:
    """The store alone, unchecked: for the commands that create or upgrade it."""
    return Store.open(settings.database_url)


def start(settings: Settings, *, build_workers: int = 1) -> Services:
    """Open the store, check its revision, and bundle what use cases need.

    Args:
        settings: as they were read.
        build_workers: processes that build an index.

    Raises:
        StoreUnavailable: the database does not answer.
        SchemaMismatch: the database is at another revision than this code.
    """
    store = open_store(settings)
    store.check()
    profile = default_profile(threshold=settings.threshold)
    store.save_profile(profile.id, profile.as_dict())
    return Services(
        store=store,
        live=LiveIndex(
            store, settings.data_dir / "index", profile, build_workers=build_workers
        ),
        profile=profile,
        clock=utc_now,
        new_id=new_id,
        limits=Limits(
            subjects=settings.max_subjects,
            name_length=settings.max_name_length,
            text_length=settings.max_text_length,
            seconds=settings.time_budget,
        ),
        folder=settings.data_dir,
        operator=settings.operator,
        # The table of settings takes no other words.
        alerts=cast("frozenset[Origin]", settings.alerts),
    )


def fetcher(settings: Settings, *, allow_http: bool = False) -> Fetcher:
    """What lists are downloaded with; loads the HTTP library only now."""
    from crible.importers.downloads import Limits  # noqa: PLC0415 - as said
    from crible.importers.fetch import Fetcher  # noqa: PLC0415 - as said

    return Fetcher(
        proxy=settings.proxy,
        ca_bundle=settings.ca_bundle,
        limits=Limits(bytes=settings.max_download_bytes),
        allow_http=allow_http,
    )


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A UUID of version 7 (RFC 9562): 48 bits of time in ms, then random bits.

    Written out because the standard library offers it from Python 3.14 only.
    """
    moment = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10))
    value = (moment & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (noise >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | noise & ((1 << 62) - 1)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
