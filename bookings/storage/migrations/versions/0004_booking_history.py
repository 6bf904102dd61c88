"""What happened to bookings; for those that are there, as far as it can be told from them."""

import sqlalchemy as sa
from alembic import op

from bookings.storage.types import Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking_history",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_history_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "version", name=op.f("pk_booking_history")),
    )
    op.execute("""
        INSERT INTO booking_history (booking_id, version, at, what, key_id, details)
        SELECT id, 1, created_at, 'created', '', '{}' FROM bookings
    """)
    op.execute("""
        INSERT INTO booking_history (booking_id, version, at, what, key_id, details)
        SELECT id, version, cancelled_at, 'cancelled', '', '{}' FROM bookings
        WHERE cancelled_at IS NOT NULL AND version > 1
    """)


def downgrade() -> None:
    op.drop_table("booking_history")
