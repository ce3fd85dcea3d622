"""Uploads as jobs; webhooks and what they were told."""

import sqlalchemy as sa
from alembic import op

revision = "j0001"
down_revision = "a0001"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("caller", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("worker", sa.Text(), nullable=False, server_default=""),
        sa.Column("lease", MOMENT),
        sa.Column("cancelled", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("rows", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("hits", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("errors", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("share", sa.Float()),
        sa.Column("started", MOMENT),
        sa.Column("finished", MOMENT),
        sa.Column("batch", KEY),
        sa.Column("counts", sa.Text(), nullable=False, server_default=""),
        sa.Column("problem", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_state_created_id", "jobs", ["state", "created", "id"])
    op.create_index("ix_jobs_caller_created_id", "jobs", ["caller", "created", "id"])
    _webhooks()


def _webhooks() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("creator", sa.Text(), nullable=False),
        sa.Column("ended", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_hooks"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("hook", KEY, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("status", sa.Integer()),
        sa.Column("failure", sa.Text(), nullable=False, server_default=""),
        sa.Column("delivered", MOMENT),
        sa.ForeignKeyConstraint(["hook"], ["hooks.id"], name="fk_deliveries_hook"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_state_due", "deliveries", ["state", "due"])
    op.create_index(
        "ix_deliveries_hook_created_id", "deliveries", ["hook", "created", "id"]
    )


def downgrade() -> None:
    for name in ("deliveries", "hooks", "jobs"):
        op.drop_table(name)
