"""The waitlist: who waits for what, and what they were offered."""

import sqlalchemy as sa
from alembic import op

from bookings.storage.types import Instant, Json

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CONTACT = ["business_id", "contact_email_key"]
WAITING = sa.text("state = 'waiting'")
UNANSWERED = sa.text("ended_at IS NULL")


def of(table: str, owner: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["business_id", column],
        [f"{owner}.business_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_business_id_{column}"),
    )


def upgrade() -> None:
    op.add_column(
        "booking_links",
        sa.Column("waitlist_offer_minutes", sa.Integer(), server_default="120", nullable=False),
    )
    make_entries()
    make_offers()


def make_entries() -> None:
    op.create_table(
        "waitlist_entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Text(), nullable=True),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("part_of_day", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("contact_email_key", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("client_timezone", sa.Text(), nullable=True),
        sa.Column("answers", Json, nullable=False),
        sa.Column("wish_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("booking_id", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'booked', 'left', 'expired')", name=op.f("ck_waitlist_entries_state")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_waitlist_entries_booking_id")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_waitlist_entries_business_id")
        ),
        of("waitlist_entries", "booking_links", "link_id"),
        of("waitlist_entries", "services", "service_id"),
        of("waitlist_entries", "staff", "staff_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist_entries")),
        sa.UniqueConstraint("business_id", "place", name=op.f("uq_waitlist_entries_business_id_place")),
    )
    for name, columns, rows, is_unique in (
        (
            "ix_waitlist_entries_business_id_contact_email_key",
            CONTACT,
            None,
            False,
        ),
        ("uq_waitlist_entries_wish", ["business_id", "wish_key"], WAITING, True),
        ("ix_waitlist_entries_waiting", ["business_id", "ends_at"], WAITING, False),
    ):
        op.create_index(
            name, "waitlist_entries", columns, unique=is_unique, sqlite_where=rows, postgresql_where=rows
        )


def make_offers() -> None:
    op.create_table(
        "waitlist_offers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("hold_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_waitlist_offers_range")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_waitlist_offers_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["waitlist_entries.id"], name=op.f("fk_waitlist_offers_entry_id")
        ),
        of("waitlist_offers", "staff", "staff_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist_offers")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_waitlist_offers_hold_id")),
    )
    for name, columns, rows, is_unique in (
        ("ix_waitlist_offers_entry_id", ["entry_id"], None, False),
        ("uq_waitlist_offers_unanswered", ["entry_id"], UNANSWERED, True),
        ("ix_waitlist_offers_unanswered", ["expires_at"], UNANSWERED, False),
    ):
        op.create_index(
            name, "waitlist_offers", columns, unique=is_unique, sqlite_where=rows, postgresql_where=rows
        )


def downgrade() -> None:
    op.drop_table("waitlist_offers")
    op.drop_table("waitlist_entries")
    op.drop_column("booking_links", "waitlist_offer_minutes")
