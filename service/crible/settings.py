"""The only reader of the environment: a table of settings, one frozen result.

Nothing is read at import; ``load`` takes the environment as an argument so that tests
pass their own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crible.errors import UsageError
from crible.settings_table import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "CRIBLE_"

# An address may hold a password; who runs a command is the event's actor.
_SECRET = frozenset({"database_url", "proxy", "operator"})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, parsed; see ``SETTINGS`` for what each means."""

    data_dir: Path
    database_url: str
    threshold: float | None
    max_subjects: int
    max_name_length: int
    max_text_length: int
    max_body_bytes: int
    max_upload_bytes: int
    upload_days: int
    webhook_networks: tuple[str, ...]
    bind: str
    hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    cors_origins: tuple[str, ...]
    tls_certificate: str
    tls_key: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_secret_file: str
    oidc_claim: str
    oidc_roles: tuple[tuple[str, str], ...]
    rate_limit: int
    workers: int
    request_timeout: int
    time_budget: int
    retention_days: int
    idempotency_days: int
    audit_key: str
    checkpoints: str
    proxy: str
    ca_bundle: str
    max_download_bytes: int
    schedule_sync: str
    schedule_rescreen: str
    schedule_housekeeping: str
    schedule_checkpoint: str
    schedule_retention: str
    alerts: frozenset[str]
    inbox: str
    traces: str
    log_level: str
    operator: str

    @property
    def uploads(self) -> Path:
        """Folder of uploaded files; every worker must see the same."""
        return self.data_dir / "uploads"

    def for_record(self) -> dict[str, Any]:
        """The settings as the audit trail keeps them: without what may be secret."""
        found = {
            setting.name: getattr(self, setting.name)
            for setting in SETTINGS
            if setting.name not in _SECRET
        }
        found["data_dir"] = str(self.data_dir)
        found["alerts"] = sorted(self.alerts)
        found["database"] = urlsplit(self.database_url).scheme
        return found


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Args:
        environment: mapping to read; the process environment when None.

    Raises:
        UsageError: a value does not parse, or an unknown ``CRIBLE_`` name is set.
    """
    source = os.environ if environment is None else environment  # noqa: TID251
    known = {PREFIX + setting.name.upper() for setting in SETTINGS}
    for name in source:
        # Test switches are for the test suite alone and never reach the product.
        if (
            name.startswith(PREFIX)
            and name not in known
            and not name.startswith("CRIBLE_TEST_")
        ):
            raise UsageError(
                f"The environment sets {name}, which crible does not know.",
                hint="Known names are in docs/settings.md; unset it or correct it.",
            )
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        name = PREFIX + setting.name.upper()
        text = source.get(name, "").strip() or setting.default
        try:
            values[setting.name] = setting.parse(text)
        except ValueError as error:
            # A proxy's address may hold a password.
            value = "a value" if setting.name == "proxy" else repr(text)
            raise UsageError(
                f"{name} is set to {value}, which is not usable: {error}.",
                hint=setting.help,
            ) from None
    values["data_dir"] = _data_dir(values["data_dir"], source)
    if not values["audit_key"]:
        values["audit_key"] = str(values["data_dir"] / "audit-key.pem")
    if not values["database_url"]:
        values["database_url"] = f"sqlite:///{values['data_dir'] / 'crible.sqlite3'}"
    if not values["operator"]:
        values["operator"] = source.get("USER") or source.get("LOGNAME") or "unknown"
    return Settings(**values)


def tell_libraries(name: str, value: str) -> None:
    """Set a variable for libraries that can be told in no other way."""
    os.environ[name] = value  # noqa: TID251 - written, not read


def _data_dir(configured: str, source: Mapping[str, str]) -> Path:
    """The XDG data home unless configured (specifications.freedesktop.org/basedir)."""
    if configured:
        return Path(configured).expanduser().resolve()
    base = source.get("XDG_DATA_HOME") or str(Path("~/.local/share").expanduser())
    return Path(base) / "crible"
