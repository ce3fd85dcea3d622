"""Who may ask for what: scopes, the roles that bundle them, and the caller.

A scope is what a key carries and what an address needs. They stand side by side: none
implies another, so that a key of an onboarding system which may screen cannot read what
others screened. The scope of a single door goes with no other, so that its key, which
may stand in an address, opens nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Scope = Literal["screen", "review", "read", "admin", "reconcile"]
"""screen: ask. read: see records. review: decide alerts. admin: keys, users, lists.
reconcile: the door for OpenRefine alone."""

DOORS: tuple[Scope, ...] = ("reconcile",)
SCOPES: tuple[Scope, ...] = tuple(
    scope for scope in get_args(Scope) if scope not in DOORS
)
"""Those that may be had together."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        name: goes into records as the actor.
        scopes: what they may do.
        id: of the key or user; empty when anybody on this machine may ask.
        kind: ``key``, ``user``, or ``anyone`` where there are no keys yet.
        rate: requests a minute, or None for the setting.
    """

    name: str
    scopes: frozenset[Scope]
    id: str = ""
    kind: Literal["key", "user", "anyone"] = "anyone"
    rate: int | None = None

    def may(self, scope: Scope) -> bool:
        """Whether the caller has the scope."""
        return scope in self.scopes


Role = Literal["viewer", "analyst", "reviewer", "admin"]

ROLES: dict[Role, frozenset[Scope]] = {
    "viewer": frozenset({"read"}),
    "analyst": frozenset({"read", "screen"}),
    "reviewer": frozenset({"read", "screen", "review"}),
    "admin": frozenset(SCOPES),
}
"""What people may do who sign in, by role."""

# Nobody becomes an administrator by merely being on this machine.
ANYONE = Caller("unauthenticated", frozenset({"screen", "review", "read"}))

NOBODY = Caller("nobody", frozenset())
