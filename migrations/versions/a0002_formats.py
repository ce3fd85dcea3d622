"""What a scanned text was read from, so that it can be read so again."""

import sqlalchemy as sa
from alembic import op

revision = "a0002"
down_revision = "j0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "screenings",
        sa.Column("format", sa.Text(), nullable=False, server_default=""),
    )


def downgrade() -> None:
    op.drop_column("screenings", "format")
