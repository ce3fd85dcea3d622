"""An identity provider, by OpenID Connect: where to send people, whom it sends back.

The only importer of authlib and joserfc, which come with the extra ``oidc``. The code
flow with PKCE, state and nonce; the token is taken from the provider itself, over a
connection of our own, and still its signature, issuer, audience, times and nonce are
checked.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crible.errors import CribleError, NotSignedIn, UsageError
from crible.usecases.access import ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from authlib.integrations.requests_client import OAuth2Session

    from crible.web.signin.agreement import Agreement

# Signatures by a key that the provider publishes. Not the client secret (HS256), and
# never none.
_ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "Ed25519", "EdDSA"]
_SECONDS = 10
_LEEWAY = 60
# What the provider publishes is asked for again after so long; its keys also when a
# token names another, but not more often than that.
_KEEP = 3600.0
_AGAIN = 60.0


class ProviderFailed(CribleError):
    """The identity provider does not answer, or not as it must."""

    code = "provider-failed"
    title = "The identity provider does not answer"
    status = 502


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a browser keeps on its way to the provider and back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Attempt:
        """One that nobody can guess."""
        return cls(*(secrets.token_urlsafe(48) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider answers for."""

    subject: str
    name: str
    role: Role


class Provider:
    """A provider that people are sent to.

    Args:
        agreed: with it.
        clock: seconds since 1970, for the times of tokens.
        monotonic: seconds, for what is kept.
    """

    def __init__(
        self,
        agreed: Agreement,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        try:
            import authlib.integrations.requests_client  # noqa: PLC0415
            import joserfc.jwt  # noqa: F401, PLC0415
        except ImportError:
            raise UsageError(
                "Signing in by a provider needs more than is installed.",
                hint="pip install 'crible[oidc]'",
            ) from None
        self._library = authlib.integrations.requests_client
        self._agreed = agreed
        self._clock = clock
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}
        self._lock = threading.Lock()

    @property
    def issuer(self) -> str:
        """Its address, as its tokens name it."""
        return self._agreed.issuer

    def way(self, attempt: Attempt, back: str) -> str:
        """The address to send a browser to.

        Args:
            attempt: what it keeps meanwhile.
            back: where the provider sends it afterwards.

        Raises:
            ProviderFailed: it does not say where that is.
        """
        with self._session(back) as session:
            url, _ = session.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(url)

    def person(self, attempt: Attempt, code: str, back: str) -> Person:
        """Whom the provider means by a code.

        Raises:
            NotSignedIn: nobody, or somebody without a role here.
            ProviderFailed: it does not answer.
        """
        claims = self._claims(self._token(attempt, code, back), attempt.nonce)
        role = self._role(claims.get(self._agreed.claim))
        if role is None:
            raise NotSignedIn(
                "The provider knows this person, who has no role here.",
                hint="CRIBLE_OIDC_ROLES says which group has which.",
            )
        name = next(
            (
                found
                for claim in ("preferred_username", "email", "sub")
                if isinstance(found := claims.get(claim), str) and found
            ),
            "",
        )
        return Person(str(claims["sub"]), name, role)

    def _role(self, groups: object) -> Role | None:
        """The greatest role that any of a person's groups has."""
        named = groups if isinstance(groups, list) else [groups]
        held = {
            self._agreed.roles.get(group) for group in named if isinstance(group, str)
        }
        return next((role for role in reversed(ROLES) if role in held), None)

    def _token(self, attempt: Attempt, code: str, back: str) -> str:
        endpoint = self._metadata()["token_endpoint"]
        refused = self._library.OAuthError
        try:
            with self._session(back) as session:
                found = session.fetch_token(
                    endpoint,
                    code=code,
                    code_verifier=attempt.verifier,
                    grant_type="authorization_code",
                    timeout=_SECONDS,
                    allow_redirects=False,
                )
        except refused as error:
            raise NotSignedIn("The provider refused the sign-in.") from error
        except (OSError, ValueError) as error:
            raise _failed(error) from error
        token = found.get("id_token")
        if not isinstance(token, str):
            raise ProviderFailed("The answer of the provider names nobody.")
        return token

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """What a token says, once it is beyond doubt."""
        from joserfc import jwt  # noqa: PLC0415 - of the extra
        from joserfc.errors import JoseError  # noqa: PLC0415 - as said
        from joserfc.jwk import KeySet  # noqa: PLC0415 - as said

        agreed = self._agreed
        checks = jwt.JWTClaimsRegistry(
            now=int(self._clock()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": agreed.issuer},
            aud={"essential": True, "value": agreed.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        for again in (False, True):
            try:
                keys = KeySet.import_key_set(self._keys(again=again))  # type: ignore[arg-type]
                claims = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
                checks.validate(claims)
            except (JoseError, ValueError, TypeError, KeyError) as error:
                if not again and _names_no_key(error):
                    # The provider may have changed its keys since.
                    continue
                raise NotSignedIn("The token of the provider does not hold.") from error
            if claims.get("azp", agreed.client_id) != agreed.client_id:
                raise NotSignedIn("The token of the provider is for somebody else.")
            return dict(claims)
        raise NotSignedIn("The token of the provider does not hold.")

    def _metadata(self) -> dict[str, Any]:
        root = self._agreed.issuer.rstrip("/")
        found = self._fetched(f"{root}/.well-known/openid-configuration", _KEEP)
        if found.get("issuer") != self._agreed.issuer:
            raise ProviderFailed("The provider calls itself by another name.")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            # Whoever could answer for the issuer must not lead us off TLS.
            url = urlsplit(str(found.get(name, "")))
            if url.scheme != urlsplit(root).scheme or not url.hostname:
                raise ProviderFailed(f"The provider's {name} is no address.")
        return found

    def _keys(self, *, again: bool) -> dict[str, Any]:
        return self._fetched(self._metadata()["jwks_uri"], _AGAIN if again else _KEEP)

    def _fetched(self, url: str, keep: float) -> dict[str, Any]:
        with self._lock:
            now = self._monotonic()
            known = self._kept.get(url)
            if known is not None and now - known[0] < keep:
                return known[1]
            try:
                with self._session("") as session:
                    answer = session.get(
                        url,
                        withhold_token=True,
                        timeout=_SECONDS,
                        allow_redirects=False,
                    )
                    answer.raise_for_status()
                    found = answer.json()
            except (OSError, ValueError) as error:
                raise _failed(error) from error
            if not isinstance(found, dict):
                raise ProviderFailed("The answer of the provider is no object.")
            self._kept[url] = now, found
            return found

    def _session(self, back: str) -> OAuth2Session:
        session = self._library.OAuth2Session(
            self._agreed.client_id,
            self._agreed.secret,
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
        )
        # Only our own settings say how the network is reached.
        session.trust_env = False
        if self._agreed.proxy:
            session.proxies = dict.fromkeys(("http", "https"), self._agreed.proxy)
        if self._agreed.ca_bundle:
            session.verify = self._agreed.ca_bundle
        return session


def _failed(error: Exception) -> ProviderFailed:
    return ProviderFailed(
        f"The identity provider does not answer ({type(error).__name__})."
    )


def _names_no_key(error: Exception) -> bool:
    """Whether a token names a key that we do not have."""
    from joserfc.errors import InvalidKeyIdError  # noqa: PLC0415 - of the extra

    return isinstance(error, InvalidKeyIdError)
