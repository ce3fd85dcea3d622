"""Portfolios, the alerts they raise, and whose turn a scheduled step is."""

import sqlalchemy as sa
from alembic import op

revision = "p0001"
down_revision = "r0002"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "portfolios",
        sa.Column("name", KEY, nullable=False),
        sa.Column("source", KEY, nullable=False),
        sa.Column("screened", KEY, nullable=False),
        sa.Column("snapshot", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("threshold", sa.Float()),
        sa.Column("lists", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["batches.id"], name="fk_portfolios_source"
        ),
        sa.ForeignKeyConstraint(
            ["screened"], ["batches.id"], name="fk_portfolios_screened"
        ),
        sa.ForeignKeyConstraint(
            ["snapshot"], ["snapshots.id"], name="fk_portfolios_snapshot"
        ),
        sa.PrimaryKeyConstraint("name", name="pk_portfolios"),
    )
    op.create_table(
        "portfolio_alerts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("portfolio", KEY, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("entry", KEY, nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("matched", sa.Text(), nullable=False),
        sa.Column("screening", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["portfolio"], ["portfolios.name"], name="fk_portfolio_alerts_portfolio"
        ),
        sa.ForeignKeyConstraint(
            ["screening"], ["screenings.id"], name="fk_portfolio_alerts_screening"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_portfolio_alerts"),
    )
    op.create_index(
        "ix_portfolio_alerts_portfolio_at_id",
        "portfolio_alerts",
        ["portfolio", "at", "id"],
    )
    op.create_table(
        "turns",
        sa.Column("step", KEY, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", MOMENT),
        sa.Column("begun", MOMENT),
        sa.Column("ended", MOMENT),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("step", name="pk_turns"),
    )


def downgrade() -> None:
    op.drop_table("turns")
    op.drop_index("ix_portfolio_alerts_portfolio_at_id", table_name="portfolio_alerts")
    op.drop_table("portfolio_alerts")
    op.drop_table("portfolios")
