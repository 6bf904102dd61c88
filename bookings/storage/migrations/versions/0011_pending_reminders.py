"""Reminders that are still to be sent are found without those that were."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PENDING = sa.text("sent_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_reminders_due_at", table_name="reminders")
    op.create_index(
        "ix_reminders_pending", "reminders", ["due_at"], sqlite_where=PENDING, postgresql_where=PENDING
    )


def downgrade() -> None:
    op.drop_index("ix_reminders_pending", table_name="reminders")
    op.create_index("ix_reminders_due_at", "reminders", ["due_at"])
