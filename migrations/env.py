"""Runs the migrations in ``versions/`` on a connection that the caller opened.

Knows Alembic and SQLAlchemy only: connection and tables arrive as attributes of the
configuration, so that this folder can be loaded by path from a wheel.
"""

from alembic import context
from sqlalchemy import Connection, text

# Any number will do, as long as nothing else in the database locks the same one.
_LOCK = 0x63726962

config = context.config


def run(connection: Connection) -> None:
    """Run the steps, one process at a time."""
    if connection.dialect.name == "sqlite":
        _run_on_sqlite(connection)
    else:
        _run_on_postgresql(connection)


def _run_on_sqlite(connection: Connection) -> None:
    # One transaction around all steps: SQLite has no other lock to hold meanwhile, and
    # the revision must be read under it. Batch mode rebuilds tables, which foreign
    # keys would answer by deleting rows; they can only be set outside a transaction.
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        _configure(connection, transaction_per_migration=False)
        with context.begin_transaction():
            context.run_migrations()
            if connection.execute(text("PRAGMA foreign_key_check")).first():
                raise RuntimeError("a migration left a row that points nowhere")
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def _run_on_postgresql(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
    connection.commit()
    try:
        _configure(connection, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
    finally:
        # The lock belongs to the session, which goes back into a pool.
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
        connection.commit()


def _configure(connection: Connection, *, transaction_per_migration: bool) -> None:
    context.configure(
        connection=connection,
        target_metadata=config.attributes["metadata"],
        transactional_ddl=True,
        transaction_per_migration=transaction_per_migration,
        render_as_batch=True,
        process_revision_directives=_number,
    )


def _number(migration_context, revision, directives) -> None:  # noqa: ANN001
    """Name a new revision r0003, r0004... after how many there are."""
    del migration_context, revision
    known = len(list(context.script.walk_revisions()))
    directives[0].rev_id = f"r{known + 1:04d}"


if context.is_offline_mode():
    raise RuntimeError("migrations run on a database, not as a script of SQL")
run(config.attributes["connection"])
