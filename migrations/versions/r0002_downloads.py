"""Downloads, self-tests, accepted losses; which earlier state a screening asked for."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    # Plain additions on both databases: rows that are there keep their place.
    for name in ("accepted", "selftest"):
        op.add_column(
            "list_fetches",
            sa.Column(name, sa.Text(), nullable=False, server_default=""),
        )
    op.add_column(
        "screenings", sa.Column("as_of", sa.Text(), nullable=False, server_default="")
    )
    op.create_table(
        "downloads",
        sa.Column("list_key", KEY, nullable=False),
        sa.Column("url", KEY, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_sha256", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_key"], ["lists.key"], name="fk_downloads_list_key"
        ),
        sa.PrimaryKeyConstraint("list_key", "url", name="pk_downloads"),
    )


def downgrade() -> None:
    op.drop_table("downloads")
    op.drop_column("screenings", "as_of")
    for name in ("accepted", "selftest"):
        op.drop_column("list_fetches", name)
