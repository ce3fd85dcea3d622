"""People who sign in by an identity provider: whom the provider says they are."""

import sqlalchemy as sa
from alembic import op

revision = "s0001"
down_revision = "l0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("issuer", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("subject", sa.Text(), nullable=True))
    op.create_index(
        "uq_users_issuer_subject", "users", ["issuer", "subject"], unique=True
    )


def downgrade() -> None:
    op.drop_index("uq_users_issuer_subject", "users")
    op.drop_column("users", "subject")
    op.drop_column("users", "issuer")
