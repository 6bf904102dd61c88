"""The first tables: businesses, what they offer, bookings and what follows from them."""

import sqlalchemy as sa
from alembic import op

from bookings.storage.types import Instant, Json

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LIVE = "status IN ('pending', 'confirmed')"
CLASH = f"""
    SELECT 1 FROM bookings AS other
    WHERE other.business_id = NEW.business_id AND other.staff_id = NEW.staff_id
      AND other.id <> NEW.id AND other.{LIVE}
      AND other.blocks_from < NEW.blocks_until AND NEW.blocks_from < other.blocks_until
"""


def upgrade() -> None:
    make_tables()
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "update"):
            op.execute(f"""
                CREATE TRIGGER bookings_no_overlap_{event} BEFORE {event.upper()} ON bookings
                WHEN NEW.{LIVE} AND EXISTS ({CLASH})
                BEGIN SELECT RAISE(ABORT, 'overlapping_booking'); END
            """)
    else:
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(f"""
            ALTER TABLE bookings ADD CONSTRAINT overlapping_booking EXCLUDE USING gist
            (business_id WITH =, staff_id WITH =, tstzrange(blocks_from, blocks_until) WITH &&) WHERE ({LIVE})
        """)


def make_tables() -> None:
    op.create_table(
        "businesses",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("facts", Json, server_default="{}", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_businesses")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_api_keys_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )
    op.create_index(op.f("ix_api_keys_business_id_name"), "api_keys", ["business_id", "name"], unique=False)
    op.create_table(
        "booking_links",
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("slot_interval_minutes", sa.Integer(), nullable=False),
        sa.Column("buffer_before_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("buffer_after_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("min_notice_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("horizon_days", sa.Integer(), server_default="60", nullable=False),
        sa.Column("assignment", sa.Text(), server_default="round_robin", nullable=False),
        sa.Column("windows", Json, server_default="{}", nullable=False),
        sa.Column("exceptions", Json, server_default="[]", nullable=False),
        sa.Column("questions", Json, server_default="[]", nullable=False),
        sa.Column("routing", Json, server_default="[]", nullable=False),
        sa.Column("reminders_minutes_before", Json, server_default="[]", nullable=False),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "buffer_before_minutes >= 0 AND buffer_after_minutes >= 0", name=op.f("ck_booking_links_buffers")
        ),
        sa.CheckConstraint(
            "duration_minutes > 0 AND slot_interval_minutes > 0", name=op.f("ck_booking_links_lengths")
        ),
        sa.CheckConstraint(
            "min_notice_minutes >= 0 AND horizon_days >= 0", name=op.f("ck_booking_links_notice")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_booking_links_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_booking_links")),
    )
    op.create_index(
        "uq_booking_links_live_slug",
        "booking_links",
        ["business_id", "slug"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "services",
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", Json, server_default="[]", nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("price", sa.Text(), nullable=True),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.CheckConstraint("duration_minutes > 0", name=op.f("ck_services_duration")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_services_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_services")),
    )
    op.create_table(
        "staff",
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", Json, server_default="[]", nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("windows", Json, nullable=True),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_staff_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_staff")),
    )
    op.create_table(
        "assignment_turns",
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("last_turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "link_id"],
            ["booking_links.business_id", "booking_links.id"],
            name=op.f("fk_assignment_turns_business_id_link_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "staff_id"],
            ["staff.business_id", "staff.id"],
            name=op.f("fk_assignment_turns_business_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_assignment_turns_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "link_id", "staff_id", name=op.f("pk_assignment_turns")),
    )
    op.create_table(
        "bookings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("blocks_from", Instant(), nullable=False),
        sa.Column("blocks_until", Instant(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("client_timezone", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("cancelled_at", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'confirmed', 'cancelled', 'no_show', 'completed')",
            name=op.f("ck_bookings_status"),
        ),
        sa.CheckConstraint(
            "blocks_from <= starts_at AND ends_at <= blocks_until", name=op.f("ck_bookings_padding")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_bookings_range")),
        sa.ForeignKeyConstraint(
            ["business_id", "link_id"],
            ["booking_links.business_id", "booking_links.id"],
            name=op.f("fk_bookings_business_id_link_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "service_id"],
            ["services.business_id", "services.id"],
            name=op.f("fk_bookings_business_id_service_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "staff_id"],
            ["staff.business_id", "staff.id"],
            name=op.f("fk_bookings_business_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_bookings_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("reference", name=op.f("uq_bookings_reference")),
    )
    op.create_index("ix_bookings_list", "bookings", ["business_id", "starts_at", "id"], unique=False)
    op.create_index(
        "ix_bookings_list_link", "bookings", ["business_id", "link_id", "starts_at", "id"], unique=False
    )
    op.create_index(
        "ix_bookings_live",
        "bookings",
        ["business_id", "staff_id", "blocks_until", "blocks_from"],
        unique=False,
        sqlite_where=sa.text("status IN ('pending', 'confirmed')"),
        postgresql_where=sa.text("status IN ('pending', 'confirmed')"),
    )
    op.create_table(
        "busy_ranges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_busy_ranges_range")),
        sa.ForeignKeyConstraint(
            ["business_id", "staff_id"],
            ["staff.business_id", "staff.id"],
            name=op.f("fk_busy_ranges_business_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_busy_ranges_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_ranges")),
    )
    op.create_index(
        op.f("ix_busy_ranges_business_id_staff_id_ends_at_starts_at"),
        "busy_ranges",
        ["business_id", "staff_id", "ends_at", "starts_at"],
        unique=False,
    )
    op.create_table(
        "link_services",
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "link_id"],
            ["booking_links.business_id", "booking_links.id"],
            name=op.f("fk_link_services_business_id_link_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "service_id"],
            ["services.business_id", "services.id"],
            name=op.f("fk_link_services_business_id_service_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_link_services_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "link_id", "service_id", name=op.f("pk_link_services")),
    )
    op.create_table(
        "link_staff",
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "link_id"],
            ["booking_links.business_id", "booking_links.id"],
            name=op.f("fk_link_staff_business_id_link_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "staff_id"],
            ["staff.business_id", "staff.id"],
            name=op.f("fk_link_staff_business_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_link_staff_business_id")),
        sa.PrimaryKeyConstraint("business_id", "link_id", "staff_id", name=op.f("pk_link_staff")),
    )
    op.create_table(
        "staff_services",
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "service_id"],
            ["services.business_id", "services.id"],
            name=op.f("fk_staff_services_business_id_service_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "staff_id"],
            ["staff.business_id", "staff.id"],
            name=op.f("fk_staff_services_business_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_staff_services_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "staff_id", "service_id", name=op.f("pk_staff_services")),
    )
    op.create_table(
        "booking_answers",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", Json, nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_answers_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "question_id", name=op.f("pk_booking_answers")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("available_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_outbox_booking_id")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_outbox_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["available_at"],
        unique=False,
        sqlite_where=sa.text("delivered_at IS NULL"),
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.create_table(
        "reminders",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("minutes_before", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_reminders_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "minutes_before", name=op.f("pk_reminders")),
    )
    op.create_index(op.f("ix_reminders_due_at"), "reminders", ["due_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_reminders_due_at"), table_name="reminders")
    op.drop_table("reminders")
    op.drop_index(
        "ix_outbox_due",
        table_name="outbox",
        sqlite_where=sa.text("delivered_at IS NULL"),
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.drop_table("outbox")
    op.drop_table("booking_answers")
    op.drop_table("staff_services")
    op.drop_table("link_staff")
    op.drop_table("link_services")
    op.drop_index(op.f("ix_busy_ranges_business_id_staff_id_ends_at_starts_at"), table_name="busy_ranges")
    op.drop_table("busy_ranges")
    op.drop_index(
        "ix_bookings_live",
        table_name="bookings",
        sqlite_where=sa.text("status IN ('pending', 'confirmed')"),
        postgresql_where=sa.text("status IN ('pending', 'confirmed')"),
    )
    op.drop_index("ix_bookings_list_link", table_name="bookings")
    op.drop_index("ix_bookings_list", table_name="bookings")
    op.drop_table("bookings")
    op.drop_table("assignment_turns")
    op.drop_table("staff")
    op.drop_table("services")
    op.drop_index(
        "uq_booking_links_live_slug",
        table_name="booking_links",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_table("booking_links")
    op.drop_index(op.f("ix_api_keys_business_id_name"), table_name="api_keys")
    op.drop_table("api_keys")
    op.drop_table("businesses")
