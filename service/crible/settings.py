"""The only reader of the environment: one table of settings, one frozen result.

Each setting is a row (name, type, default, help). The page docs/settings.md is
generated from the table and a test holds the two together. Nothing is read at
import; ``load`` takes the environment as an argument so that tests pass their own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from crible.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX = "CRIBLE_"


class Setting(NamedTuple):
    """One row of the table: environment name is ``CRIBLE_`` + ``name`` in capitals."""

    name: str
    parse: Callable[[str], Any]
    default: str
    help: str


def _positive(text: str) -> int:
    value = int(text)
    if value <= 0:
        raise ValueError("must be above zero")
    return value


def _threshold(text: str) -> float | None:
    if not text:
        return None
    value = float(text)
    if not 0.0 < value <= 1.0:
        raise ValueError("must lie above 0 and at most 1")
    return value


def _proxy(text: str) -> str:
    if text and not text.lower().startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return text


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in text.split(",") if word.strip())


def _networks(text: str) -> tuple[str, ...]:
    found = _words(text)
    for word in found:
        if word != "unix":
            ip_network(word)
    return found


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for word in filter(None, map(str.strip, text.split(","))):
        left, sign, right = word.rpartition("=")
        if not (sign and left.strip() and right.strip()):
            raise ValueError("must be pairs such as group=role")
        found.append((left.strip(), right.strip()))
    return tuple(found)


def _level(text: str) -> str:
    name = text.upper()
    if name not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return name


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "data_dir",
        str,
        "",
        "Folder for database, index files and downloads; empty means a per-user data folder.",
    ),
    Setting(
        "database_url",
        str,
        "",
        "SQLAlchemy URL; empty means SQLite in the data folder. PostgreSQL needs the extra crible[postgres].",
    ),
    Setting(
        "threshold",
        _threshold,
        "",
        "Alert line between 0 and 1; empty means the profile's own.",
    ),
    Setting("max_subjects", _positive, "1000", "Subjects in one request at most."),
    Setting(
        "max_name_length",
        _positive,
        "1000",
        "Characters of one name at most; a longer one is refused, never cut.",
    ),
    Setting(
        "max_text_length",
        _positive,
        "1000000",
        "Characters of one scanned text at most.",
    ),
    Setting(
        "max_body_bytes", _positive, "8388608", "Bytes of one request body at most."
    ),
    Setting(
        "max_upload_bytes",
        _positive,
        "268435456",
        "Bytes of one uploaded file at most.",
    ),
    Setting(
        "upload_days",
        _positive,
        "30",
        "Days after which uploaded files and their results are removed; records stay.",
    ),
    Setting(
        "webhook_networks",
        _networks,
        "",
        "Private networks that webhooks may lead to, separated by commas; the open internet by https needs none.",
    ),
    Setting(
        "bind", str, "127.0.0.1:8520", "HOST:PORT on which `crible serve` listens."
    ),
    Setting(
        "hosts",
        _words,
        "",
        "Host names by which callers ask, separated by commas; addresses in figures and localhost need not stand here. * is any.",
    ),
    Setting(
        "trusted_proxies",
        _networks,
        "",
        "Addresses or networks of reverse proxies whose X-Forwarded-For and -Proto count, separated by commas; unix is a proxy on a socket.",
    ),
    Setting(
        "cors_origins",
        _words,
        "",
        "Origins such as https://desk.example whose pages may ask, separated by commas; empty means none.",
    ),
    Setting(
        "tls_certificate", str, "", "File with the certificate chain; empty means HTTP."
    ),
    Setting("tls_key", str, "", "File with the key of the certificate."),
    Setting(
        "oidc_issuer",
        str,
        "",
        "Identity provider by which people sign in (OpenID Connect), such as https://id.example/realm; empty means none. Needs the extra crible[oidc].",
    ),
    Setting("oidc_client_id", str, "", "What the provider calls crible."),
    Setting("oidc_secret_file", str, "", "File with the secret shared with it."),
    Setting(
        "oidc_claim", str, "groups", "Where its tokens name the groups of a person."
    ),
    Setting(
        "oidc_roles",
        _pairs,
        "",
        "Which group has which role, such as `sanctions-desk=reviewer,it=admin`; of several the greatest counts.",
    ),
    Setting(
        "rate_limit",
        _positive,
        "60000",
        "Requests a minute of one key, unless the key has its own rate.",
    ),
    Setting("workers", _positive, "2", "Worker processes of `crible serve`."),
    Setting(
        "request_timeout",
        _positive,
        "30",
        "Seconds after which a stuck worker is stopped.",
    ),
    Setting(
        "time_budget",
        _positive,
        "20",
        "Seconds for the subjects or the text of one request; what is left over answers with the outcome error.",
    ),
    Setting(
        "retention_days",
        _positive,
        "3653",
        "Days after which screenings are removed, by `crible worker` or `crible audit erase`; ten years.",
    ),
    Setting(
        "idempotency_days",
        _positive,
        "7",
        "Days for which a request with the same Idempotency-Key is the same request.",
    ),
    Setting(
        "audit_key",
        str,
        "",
        "File of the key that signs checkpoints; empty means audit-key.pem in the data folder.",
    ),
    Setting(
        "checkpoints",
        str,
        "",
        "File to which `crible worker` appends each checkpoint that it signs, best on another machine; empty means none.",
    ),
    Setting(
        "proxy",
        _proxy,
        "",
        "Proxy for downloads, such as http://proxy.example:3128; HTTPS_PROXY is not read.",
    ),
    Setting(
        "ca_bundle",
        str,
        "",
        "File of certificates to trust for downloads; empty means the usual ones.",
    ),
    Setting(
        "max_download_bytes",
        _positive,
        "1073741824",
        "Bytes of one downloaded file at most, unpacked.",
    ),
    Setting(
        "schedule_sync",
        str,
        "",
        "When `crible worker` syncs lists: `every 6h`, or a time of day in UTC such as `02:30`; empty means never.",
    ),
    Setting(
        "schedule_rescreen",
        str,
        "every 1m",
        "When `crible worker` looks for portfolios whose lists changed, and screens them again; empty means never.",
    ),
    Setting(
        "schedule_housekeeping",
        str,
        "every 1d",
        "When `crible worker` lets the database look after itself; empty means never.",
    ),
    Setting(
        "schedule_checkpoint",
        str,
        "every 1d",
        "When `crible worker` signs the end of the audit trail; empty means never.",
    ),
    Setting(
        "schedule_retention",
        str,
        "every 1d",
        "When `crible worker` removes screenings older than `CRIBLE_RETENTION_DAYS`; empty means never.",
    ),
    Setting(
        "inbox",
        str,
        "",
        "Folder in which `crible worker` screens whatever file is put there; empty means none.",
    ),
    Setting(
        "traces",
        str,
        "",
        "Address of an OpenTelemetry collector (OTLP over HTTP) that traces are sent to, such as http://127.0.0.1:4318/v1/traces; empty means none. Needs the extra crible[otel].",
    ),
    Setting(
        "log_level",
        _level,
        "INFO",
        "DEBUG, INFO, WARNING or ERROR. Screened names appear at DEBUG only.",
    ),
    Setting(
        "operator",
        str,
        "",
        "Name recorded as the actor of command-line screenings; empty means the system user.",
    ),
)


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
