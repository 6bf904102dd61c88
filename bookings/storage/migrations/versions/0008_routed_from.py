"""The link that was asked for, where a routing rule sent the booking on to another."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("routed_from", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("bookings", "routed_from")
