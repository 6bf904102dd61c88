"""Whether people and links are named on the booking page.

Plain ALTER TABLE: copying the tables, as batch operations do on SQLite, would lose what hangs on them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("staff", "booking_links"):
        op.add_column(table, sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    for table in ("booking_links", "staff"):
        op.drop_column(table, "listed")
