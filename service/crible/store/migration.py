"""The revision of the database: what it is, what it must be, how it gets there.

Alembic is loaded only to change something; a start compares two short texts. The steps
themselves are the files in ``migrations/``, found by path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from crible.errors import NotSetUp, SchemaMismatch
from crible.store import (
    schema_access,
    schema_jobs,
    schema_portfolios,
    schema_review,
)
from crible.store.schema import HEAD, REVISIONS, metadata

if TYPE_CHECKING:
    from pathlib import Path

    from alembic.config import Config
    from sqlalchemy.engine import Connection

    from crible.store.database import Database

# Its tables join the same metadata when it is imported.
_ = (schema_access, schema_jobs, schema_portfolios, schema_review)


def revision(database: Database) -> str | None:
    """The database's own revision, or None when it was never set up."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalars(text("SELECT version_num FROM alembic_version"))
        return ",".join(sorted(found)) or None


def check(database: Database) -> None:
    """Refuse a database that this version of crible was not written for.

    Raises:
        StoreUnavailable: it does not answer.
        NotSetUp: it is empty.
        SchemaMismatch: it is at another revision.
    """
    found = revision(database)
    if found == HEAD:
        return
    if found is None:
        raise NotSetUp(
            f"The database {database.name} has not been set up.",
            hint="Run: crible db upgrade. Then load lists: crible lists sync, or "
            "crible lists import KEY FILE.",
        )
    if found in REVISIONS:
        raise SchemaMismatch(
            f"The database {database.name} is at revision {found}; "
            f"this version of crible needs {HEAD}.",
            hint="Run: crible db upgrade.",
        )
    raise SchemaMismatch(
        f"The database {database.name} is at revision {found}, which this version of "
        f"crible does not know; it knows up to {HEAD}.",
        hint="Install the version of crible that upgraded it, or restore a backup.",
    )


def upgrade(database: Database, scripts: Path) -> str:
    """Bring the database to the newest revision, and return that.

    Args:
        database: what to upgrade.
        scripts: the ``migrations`` folder.

    Raises:
        SchemaMismatch: the database is newer than this version of crible.
    """
    from alembic import command  # noqa: PLC0415 - a start must not pay for Alembic

    found = revision(database)
    if found is not None and found not in REVISIONS:
        check(database)
    with database.migrating() as connection:
        command.upgrade(configuration(scripts, connection), "head")
    return revision(database) or ""


def configuration(scripts: Path, connection: Connection) -> Config:
    """Alembic's configuration, without a file.

    The connection travels as an object, so that no password passes through text.

    Args:
        scripts: the ``migrations`` folder.
        connection: an open connection; Alembic begins and commits on it.
    """
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("revision_environment", "true")
    # A file name that begins with a letter can be packed into a wheel.
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config
