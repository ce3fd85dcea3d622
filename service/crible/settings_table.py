"""The table of settings: name, type, default and help of each.

The page docs/settings.md is generated from it, and a test holds the two together.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


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


def _origins(text: str) -> frozenset[str]:
    found = frozenset(_words(text))
    if found == {"none"}:
        return frozenset()
    if unknown := found - {"screen", "match", "batch", "portfolio"}:
        raise ValueError(f"knows no {', '.join(sorted(unknown))}")
    return found


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
        "alerts",
        _origins,
        "screen,match,batch,portfolio",
        "Doors whose hits raise alerts: `/v1/screen`, `/match`, counterparty files, portfolios that are screened again; `none` for none.",
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
