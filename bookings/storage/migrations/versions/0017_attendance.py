"""When the contact of a booking said that they will come.

Plain ALTER TABLE: copying the table, as batch operations do on SQLite, would lose its guards."""

import sqlalchemy as sa
from alembic import op

from bookings.storage.types import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("attendance_confirmed_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("bookings", "attendance_confirmed_at")
