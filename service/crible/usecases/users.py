"""People who sign in: added with a role, given a password, let in for a while.

Passwords are kept by scrypt with the parameters that OWASP names for 16 MB of memory
(N = 2^14, r = 8, p = 5), which the standard library has; its cost stands beside each
hash, so that it can be raised later.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from crible.errors import NotSignedIn, UnknownThing, UsageError
from crible.store.rows import AuditEvent, UserRow
from crible.usecases.access import ROLES, Caller, Role
from crible.usecases.keys import usable_name

if TYPE_CHECKING:
    from crible.usecases.services import Services

_N, _R, _P = 1 << 14, 8, 5
_MEMORY = 64 << 20
_SHORTEST = 12
_LONGEST = 1000
SESSION = timedelta(hours=10)
"""How long a person stays signed in."""


def add(
    services: Services, name: str, role: Role, password: str, *, actor: str
) -> UserRow:
    """Add a person.

    Raises:
        UsageError: the name is taken, the role unknown, or the password too short.
    """
    row = UserRow(
        id=services.new_id(),
        name=usable_name(name),
        role=_known(role),
        password=hashed(_fit(password)),
        created=services.clock(),
        creator=actor,
    )
    event = _event(services, actor, "user-added", row, role=role)
    services.store.users.add(row, event)
    return row


def set_role(services: Services, name: str, role: Role, *, actor: str) -> None:
    """Give a person another role; they sign in again."""
    row = services.store.users.named(name)
    event = _event(services, actor, "user-role", row, role=_known(role))
    services.store.users.change(row.id, event, role=role)


def set_password(services: Services, name: str, password: str, *, actor: str) -> None:
    """Give a person another password; they sign in again.

    Raises:
        UsageError: they sign in by an identity provider, which holds the password.
    """
    row = services.store.users.named(name)
    if row.issuer is not None:
        raise UsageError(f"{name!r} signs in by {row.issuer}, without a password here.")
    event = _event(services, actor, "user-password", row)
    services.store.users.change(row.id, event, password=hashed(_fit(password)))


def disable(services: Services, name: str, *, actor: str) -> None:
    """Let a person in no more; what they did stays."""
    row = services.store.users.named(name)
    event = _event(services, actor, "user-disabled", row)
    services.store.users.change(row.id, event, disabled=services.clock())


def sign_in(services: Services, name: str, password: str) -> tuple[Caller, str]:
    """Let a person in.

    Returns:
        who it is, and the token of the session, which is nowhere else.

    Raises:
        NotSignedIn: no such person, another password, or disabled: which is not told.
    """
    row: UserRow | None
    try:
        row = services.store.users.named(name)
    except UnknownThing:
        row = None
    # Hashed in every case: the time must not tell whether there is such a person.
    right = matches(password[:_LONGEST], (row.password or None) if row else None)
    if row is None or not right or row.disabled is not None:
        refuse_sign_in(services, **({"user": row.id} if row else {}))
        raise NotSignedIn("The name or the password is wrong.")
    return _let_in(services, row)


def sign_in_by(
    services: Services, issuer: str, subject: str, *, name: str, role: Role
) -> tuple[Caller, str]:
    """Let a person in for whom an identity provider answers; added at first sight.

    The role is what the provider says now: a role given here would outlive it.

    Args:
        services: the collaborators.
        issuer: the provider.
        subject: the person's id there, which never becomes another's.
        name: what to call them in records.
        role: by the provider's groups.

    Returns:
        who it is, and the token of the session, which is nowhere else.

    Raises:
        NotSignedIn: disabled here, or the name is somebody else's.
    """
    row = services.store.users.known_as(issuer, subject)
    if row is None:
        row = _added(services, issuer, subject, name=name, role=role)
    if row.disabled is not None:
        refuse_sign_in(services, user=row.id)
        raise NotSignedIn("This person may not sign in here any more.")
    if row.role != role:
        event = _event(services, issuer, "user-role", row, role=role)
        services.store.users.change(row.id, event, role=role)
        row = replace(row, role=role)
    return _let_in(services, row)


def refuse_sign_in(services: Services, **known: str) -> None:
    """Remember a sign-in that failed, in the trail."""
    services.store.users.refused(
        AuditEvent(
            services.clock(), "unauthenticated", "sign-in-refused", "", dict(known)
        )
    )


def _added(
    services: Services, issuer: str, subject: str, *, name: str, role: Role
) -> UserRow:
    """A person seen for the first time; never one who has a password of that name."""
    row = UserRow(
        id=services.new_id(),
        name=name,
        role=role,
        password="",
        created=services.clock(),
        creator=issuer,
        issuer=issuer,
        subject=subject,
    )
    try:
        row = replace(row, name=usable_name(name))
        event = _event(services, issuer, "user-added", row, role=role)
        services.store.users.add(row, event)
    except UsageError as error:
        refuse_sign_in(services, reason="name")
        raise NotSignedIn(
            "The name that the provider gives cannot be used here, or is taken.",
            hint="An administrator sees who has it: crible users list.",
        ) from error
    return row


def _let_in(services: Services, row: UserRow) -> tuple[Caller, str]:
    now = services.clock()
    token = secrets.token_urlsafe(32)
    services.store.users.signed_in(
        row.id,
        _digest(token),
        at=now,
        expires=now + SESSION,
        event=_event(services, row.name, "signed-in", row),
    )
    return _caller(row), token


def of_session(services: Services, token: str) -> Caller | None:
    """Whose session it is; None when it is over."""
    row = services.store.users.of_session(_digest(token), services.clock())
    return None if row is None else _caller(row)


def sign_out(services: Services, token: str) -> None:
    """End a session; one that is over already stays so."""
    row = services.store.users.of_session(_digest(token), services.clock())
    if row is not None:
        event = _event(services, row.name, "signed-out", row)
        services.store.users.signed_out(_digest(token), event)


def hashed(password: str) -> str:
    """A password as it is stored: cost, salt and hash."""
    salt = secrets.token_bytes(16)
    value = _scrypt(password, salt, _N, _R, _P)
    return f"scrypt${_N}${_R}${_P}${_text(salt)}${_text(value)}"


def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password; takes as long where there is none to match."""
    if stored is None:
        _scrypt(password, bytes(16), _N, _R, _P)
        return False
    _, n, r, p, salt, value = stored.split("$")
    found = _scrypt(password, base64.b64decode(salt), int(n), int(r), int(p))
    return compare_digest(found, base64.b64decode(value))


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    data = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=n, r=r, p=p, maxmem=_MEMORY)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _fit(password: str) -> str:
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise UsageError(f"A password has {_SHORTEST} to {_LONGEST} characters.")
    return password


def _known(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise UsageError(f"There is no role {role!r}.", hint=f"{', '.join(ROLES)}.")


def _caller(row: UserRow) -> Caller:
    return Caller(row.name, ROLES[_known(row.role)], row.id, "user")


def _event(
    services: Services, actor: str, action: str, row: UserRow, **more: Any
) -> AuditEvent:
    body = {"name": row.name, **more}
    return AuditEvent(services.clock(), actor, action, row.id, body)
