"""Connected calendars, and the events that bookings have in them."""

import sqlalchemy as sa
from alembic import op

from bookings.storage.types import Instant, Json

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("busy_ranges", sa.Column("event", sa.Text(), nullable=True))
    op.create_index(op.f("ix_busy_ranges_source_event"), "busy_ranges", ["source", "event"])
    op.create_table(
        "calendars",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("writes", sa.Boolean(), nullable=False),
        sa.Column("reads", sa.Boolean(), nullable=False),
        sa.Column("credentials", sa.Text(), nullable=False),
        sa.Column("sync_state", Json, nullable=True),
        sa.Column("sync_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("synced_at", Instant(), nullable=True),
        sa.Column("retry_at", Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("broken_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "provider IN ('google', 'microsoft', 'caldav')", name=op.f("ck_calendars_provider")
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_calendars_business_id")),
        sa.ForeignKeyConstraint(
            ["business_id", "staff_id"],
            ["staff.business_id", "staff.id"],
            name=op.f("fk_calendars_business_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        sa.UniqueConstraint(
            "business_id",
            "staff_id",
            "provider",
            "address",
            name=op.f("uq_calendars_business_id_staff_id_provider_address"),
        ),
    )
    op.create_table(
        "calendar_events",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("calendar_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_calendar_events_booking_id")),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_events_calendar_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", "calendar_id", name=op.f("pk_calendar_events")),
    )
    op.create_index(op.f("ix_calendar_events_calendar_id"), "calendar_events", ["calendar_id"])


def downgrade() -> None:
    op.drop_table("calendar_events")
    op.drop_table("calendars")
    op.drop_index(op.f("ix_busy_ranges_source_event"), table_name="busy_ranges")
    op.drop_column("busy_ranges", "event")
