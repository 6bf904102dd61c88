"""Proofs of e-mail addresses by a code that was sent there; the codes themselves are kept nowhere."""

import sqlalchemy as sa
from alembic import op

from bookings.storage.types import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_proofs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("contact_email_key", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_contact_proofs_business_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_proofs")),
    )
    op.create_index(
        op.f("ix_contact_proofs_business_id_contact_email_key_created_at"),
        "contact_proofs",
        ["business_id", "contact_email_key", "created_at"],
    )
    op.create_index(op.f("ix_contact_proofs_line_id_created_at"), "contact_proofs", ["line_id", "created_at"])
    op.create_index(op.f("ix_contact_proofs_created_at"), "contact_proofs", ["created_at"])


def downgrade() -> None:
    op.drop_table("contact_proofs")
