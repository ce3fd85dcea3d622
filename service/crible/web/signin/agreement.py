"""What was agreed with an identity provider, as the settings have it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crible.errors import UsageError
from crible.usecases.access import ROLES, Role
from crible.web.security import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.settings import Settings


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed with a provider.

    Attributes:
        issuer: its address, as its tokens name it.
        client_id: what it calls us.
        secret: what we show it.
        claim: where its tokens name a person's groups.
        roles: group to role.
        proxy: for asking it.
        ca_bundle: certificates to trust, or empty.
    """

    issuer: str
    client_id: str
    secret: str
    claim: str
    roles: Mapping[str, Role]
    proxy: str = ""
    ca_bundle: str = ""


def agreed(settings: Settings) -> Agreement | None:
    """What the settings say; None when there is no provider.

    Raises:
        UsageError: half of it is missing, or the provider is asked without TLS.
    """
    issuer = settings.oidc_issuer
    beside = (settings.oidc_client_id, settings.oidc_secret_file, settings.oidc_roles)
    if not issuer and not any(beside):
        return None
    if not (issuer and all(beside)):
        raise UsageError(
            "CRIBLE_OIDC_ISSUER, CRIBLE_OIDC_CLIENT_ID, CRIBLE_OIDC_SECRET_FILE and "
            "CRIBLE_OIDC_ROLES go together."
        )
    asked = urlsplit(issuer)
    if asked.scheme != "https" and not is_loopback(asked.hostname or ""):
        raise UsageError("CRIBLE_OIDC_ISSUER must begin with https://.")
    known: dict[str, Role] = {}
    for group, name in settings.oidc_roles:
        role = next((role for role in ROLES if role == name), None)
        if role is None:
            raise UsageError(
                f"CRIBLE_OIDC_ROLES names the role {name!r}, which there is not.",
                hint=f"Roles are {', '.join(ROLES)}.",
            )
        known[group] = role
    try:
        secret = Path(settings.oidc_secret_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(
            f"CRIBLE_OIDC_SECRET_FILE cannot be read: {error.strerror}."
        ) from None
    return Agreement(
        issuer=issuer,
        client_id=settings.oidc_client_id,
        secret=secret,
        claim=settings.oidc_claim,
        roles=known,
        proxy=settings.proxy,
        ca_bundle=settings.ca_bundle,
    )
