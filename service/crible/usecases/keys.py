"""Access keys: made, shown once, recognised, replaced, ended.

A key is ``crible_``, eight characters that may be shown and find it, and forty that
are the secret: 238 bits from the system's generator. What is stored is its SHA-256. A
slow hash, as passwords need, was the alternative: it protects what people can guess,
and nobody guesses this, while every request would wait for it.
"""

from __future__ import annotations

import re
import secrets
import string
import threading
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, cast

from crible.errors import UsageError
from crible.store.rows import AuditEvent, KeyRow
from crible.usecases.access import ANYONE, DOORS, SCOPES, Caller, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from crible.usecases.services import Services

_ALPHABET = string.digits + string.ascii_letters
_KEY = re.compile(r"(crible_[0-9A-Za-z]{8})_[0-9A-Za-z]{40}", re.ASCII)
_LONGEST_NAME = 100
# What a key is compared with whose prefix nobody knows: the same work either way.
_NOTHING = "0" * 64
# A revoked key is refused by every process within this many seconds.
_LOOK_EVERY = 1.0
# The last use of a key is written down this often at most.
_NOTE_EVERY = timedelta(minutes=1)


def create(
    services: Services,
    name: str,
    scopes: Iterable[Scope],
    *,
    actor: str,
    rate: int | None = None,
    expires: datetime | None = None,
) -> tuple[KeyRow, str]:
    """Make a key.

    Args:
        services: the collaborators.
        name: what its holder is called in records.
        scopes: what it may do.
        actor: who makes it.
        rate: requests a minute; None for the setting.
        expires: from when on it is refused.

    Returns:
        the key as it is stored, and the secret, which is nowhere else.

    Raises:
        UsageError: the name is taken or unusable, or there is no scope.
    """
    name = usable_name(name)
    known = (*SCOPES, *DOORS)
    asked = set(scopes)
    wanted = tuple(scope for scope in known if scope in asked)
    if not wanted:
        raise UsageError("A key needs a scope.", hint=f"One of: {', '.join(known)}.")
    if len(wanted) > 1 and not asked.isdisjoint(DOORS):
        raise UsageError(
            f"The scope {', '.join(DOORS)} goes with no other.",
            hint="Its key may stand in an address, and must open nothing else.",
        )
    if expires is not None and expires <= services.clock():
        raise UsageError("The key would be over before it begins.")
    row, secret = _new(services, name, wanted, actor, rate, expires)
    services.store.keys.add(row, _event(services, actor, "key-created", row))
    return row, secret


def rotate(
    services: Services, name: str, *, actor: str, overlap: timedelta = timedelta()
) -> tuple[KeyRow, str]:
    """Replace a key by one of the same name, scopes and limits.

    Args:
        services: the collaborators.
        name: the key's name or prefix.
        actor: who does it.
        overlap: how long the old one still opens.

    Raises:
        UnknownThing: there is no such key.
        UsageError: it is not good any more.
    """
    now = services.clock()
    good = [row for row in services.store.keys.named(name) if row.is_good(now)]
    if not good:
        raise UsageError("That key is over already.", hint="Make one: crible keys add.")
    old = good[0]
    row, secret = _new(services, old.name, old.scopes, actor, old.rate, old.expires)
    services.store.keys.add(
        row,
        _event(services, actor, "key-rotated", row, replaces=old.prefix),
        instead_of=[known.id for known in good],
        until=now + overlap,
    )
    return row, secret


def revoke(services: Services, name: str, *, actor: str) -> tuple[KeyRow, ...]:
    """End every good key of a name or prefix, at once.

    Raises:
        UnknownThing: there is no such key.
    """
    now = services.clock()
    good = [row for row in services.store.keys.named(name) if row.is_good(now)]
    for row in good:
        event = _event(services, actor, "key-revoked", row)
        services.store.keys.end(row.id, now, event)
    return tuple(good)


def any_good(services: Services) -> bool:
    """Whether anybody could get in: a good key, or a user who is not disabled."""
    now = services.clock()
    return any(row.is_good(now) for row in services.store.keys.all()) or any(
        user.disabled is None for user in services.store.users.all()
    )


def usable_name(name: str) -> str:
    """A name for records and tables, without spaces around.

    Raises:
        UsageError: empty, too long, or with characters that are not to be printed.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError(f"A name has 1 to {_LONGEST_NAME} printable characters.")
    if name == ANYONE.name:
        raise UsageError(f"{name!r} stands for callers without a key.")
    return name


class KeyRing:
    """Recognises keys; remembers each for a moment, so that most requests ask nobody.

    Args:
        services: the collaborators.
        monotonic: a clock in seconds.
    """

    def __init__(self, services: Services, monotonic: Callable[[], float]) -> None:
        self._services = services
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, KeyRow]] = {}
        self._noted: dict[str, datetime] = {}
        self._closed = False
        self._looked = float("-inf")
        self._lock = threading.Lock()

    def is_open(self) -> bool:
        """Whether there was never a key or user, so that none can be demanded."""
        now = self._monotonic()
        if not self._closed and now - self._looked >= _LOOK_EVERY:
            self._closed = self._services.store.keys.are_there()
            self._looked = now
        return not self._closed

    def caller(self, text: str) -> Caller | None:
        """Whose key it is; None when it is none, or over."""
        form = _KEY.fullmatch(text)
        row = self._row(form[1]) if form else None
        # Compared in every case, and by a comparison that does not stop early.
        same = compare_digest(
            sha256(text.encode("utf-8", "replace")).hexdigest(),
            row.digest if row else _NOTHING,
        )
        now = self._services.clock()
        if row is None or not same or not row.is_good(now):
            return None
        self._note(row, now)
        scopes = cast("frozenset[Scope]", frozenset(row.scopes))
        return Caller(row.name, scopes, row.id, "key", row.rate)

    def _row(self, prefix: str) -> KeyRow | None:
        now = self._monotonic()
        known = self._known.get(prefix)
        if known is not None and now - known[0] < _LOOK_EVERY:
            return known[1]
        row = self._services.store.keys.by_prefix(prefix)
        if row is None:
            self._known.pop(prefix, None)
        else:
            self._known[prefix] = (now, row)
        return row

    def _note(self, row: KeyRow, now: datetime) -> None:
        with self._lock:
            before = self._noted.get(row.id) or row.last_used
            if before is not None and now - before < _NOTE_EVERY:
                return
            self._noted[row.id] = now
        self._services.store.keys.used(row.id, now)


def _new(
    services: Services,
    name: str,
    scopes: tuple[str, ...],
    actor: str,
    rate: int | None,
    expires: datetime | None,
) -> tuple[KeyRow, str]:
    prefix = f"crible_{_random(8)}"
    secret = f"{prefix}_{_random(40)}"
    row = KeyRow(
        id=services.new_id(),
        name=name,
        prefix=prefix,
        digest=sha256(secret.encode("ascii")).hexdigest(),
        scopes=scopes,
        created=services.clock(),
        creator=actor,
        rate=rate,
        expires=expires,
    )
    return row, secret


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _event(
    services: Services, actor: str, action: str, row: KeyRow, **more: Any
) -> AuditEvent:
    return AuditEvent(
        at=services.clock(),
        actor=actor,
        action=action,
        thing=row.id,
        body={
            "name": row.name,
            "prefix": row.prefix,
            "scopes": list(row.scopes),
            "rate": row.rate,
            "expires": row.expires.isoformat() if row.expires else None,
            **more,
        },
    )
