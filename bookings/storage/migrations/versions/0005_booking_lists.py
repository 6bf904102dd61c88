"""Bookings by the contact's e-mail and by staff."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("contact_email_key", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE bookings SET contact_email_key = lower(contact_email)")
    op.create_index(
        "ix_bookings_list_email", "bookings", ["business_id", "contact_email_key", "starts_at", "id"]
    )
    op.create_index("ix_bookings_list_staff", "bookings", ["business_id", "staff_id", "starts_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_bookings_list_staff", table_name="bookings")
    op.drop_index("ix_bookings_list_email", table_name="bookings")
    op.drop_column("bookings", "contact_email_key")
