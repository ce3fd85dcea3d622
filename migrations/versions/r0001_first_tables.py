"""The first tables: lists with their history, snapshots, screenings, batches."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

# Ids are compared and ordered by code point, whatever the locale of the database.
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "lists",
        sa.Column("key", KEY, nullable=False),
        sa.Column("info", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_lists"),
    )
    op.create_table(
        "profiles",
        sa.Column("id", KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_profiles"),
    )
    op.create_table(
        "snapshots",
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
    )
    op.create_table(
        "batches",
        sa.Column("id", KEY, nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True)),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("input_name", sa.Text(), nullable=False),
        sa.Column("input_sha256", sa.Text(), nullable=False),
        sa.Column("output_name", sa.Text(), nullable=False),
        sa.Column("snapshot", KEY),
        sa.Column("profile", KEY),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile"], ["profiles.id"], name="fk_batches_profile"
        ),
        sa.ForeignKeyConstraint(
            ["snapshot"], ["snapshots.id"], name="fk_batches_snapshot"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )
    op.create_table(
        "entries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("list_key", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["list_key"], ["lists.key"], name="fk_entries_list_key"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
    )
    op.create_index("ix_entries_list_key", "entries", ["list_key"])
    op.create_table(
        "list_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_key", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("rejects", sa.Integer(), nullable=False),
        sa.Column("published", sa.Date()),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_key"], ["lists.key"], name="fk_list_versions_list_key"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_list_versions"),
        sa.UniqueConstraint(
            "list_key", "number", name="uq_list_versions_list_key_number"
        ),
    )
    op.create_table(
        "entry_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_key", KEY, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("since_number", sa.Integer(), nullable=False),
        sa.Column("until_number", sa.Integer()),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name="fk_entry_revisions_entry_id"
        ),
        sa.ForeignKeyConstraint(
            ["list_key"], ["lists.key"], name="fk_entry_revisions_list_key"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entry_revisions"),
        sa.UniqueConstraint(
            "list_key",
            "entry_id",
            "since_number",
            name="uq_entry_revisions_list_key_entry_id_since_number",
        ),
    )
    op.create_index(
        "ix_entry_revisions_list_key_until_number",
        "entry_revisions",
        ["list_key", "until_number"],
    )
    op.create_table(
        "list_fetches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_key", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Integer()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_key"], ["lists.key"], name="fk_list_fetches_list_key"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["list_versions.id"],
            name="fk_list_fetches_version_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_list_fetches"),
    )
    op.create_index("ix_list_fetches_list_key", "list_fetches", ["list_key"])
    op.create_table(
        "rejects",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["list_versions.id"], name="fk_rejects_version_id"
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_rejects"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "screenings",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("snapshot", KEY),
        sa.Column("profile", KEY),
        sa.Column("batch", KEY),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("lists", sa.Text(), nullable=False),
        sa.Column("hits", sa.Text(), nullable=False),
        sa.Column("mentions", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_screenings_batch"),
        sa.ForeignKeyConstraint(
            ["profile"], ["profiles.id"], name="fk_screenings_profile"
        ),
        sa.ForeignKeyConstraint(
            ["snapshot"], ["snapshots.id"], name="fk_screenings_snapshot"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_screenings"),
    )
    op.create_index("ix_screenings_at_id", "screenings", ["at", "id"])
    op.create_index("ix_screenings_batch_at_id", "screenings", ["batch", "at", "id"])
    op.create_table(
        "snapshot_versions",
        sa.Column("snapshot_id", KEY, nullable=False),
        sa.Column("list_key", KEY, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_key"], ["lists.key"], name="fk_snapshot_versions_list_key"
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshots.id"],
            name="fk_snapshot_versions_snapshot_id",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["list_versions.id"],
            name="fk_snapshot_versions_version_id",
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "list_key", name="pk_snapshot_versions"),
    )
    op.create_table(
        "designations",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("listed_on", sa.Date()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["entry_revisions.id"],
            name="fk_designations_revision_id",
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_designations"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "identifiers",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("country", sa.Text()),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["entry_revisions.id"],
            name="fk_identifiers_revision_id",
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_identifiers"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "names",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["entry_revisions.id"], name="fk_names_revision_id"
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_names"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "relations",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("percent", sa.Float()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["entry_revisions.id"],
            name="fk_relations_revision_id",
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_relations"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    raise RuntimeError("the first tables hold the records: restore a backup instead")
