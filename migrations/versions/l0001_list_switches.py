"""Who took a list out of use or back into it, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "l0001"
down_revision = "a0002"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "list_switches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_key", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_key"], ["lists.key"], name="fk_list_switches_list_key"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_list_switches"),
    )
    op.create_index("ix_list_switches_list_key", "list_switches", ["list_key"])


def downgrade() -> None:
    op.drop_index("ix_list_switches_list_key", table_name="list_switches")
    op.drop_table("list_switches")
