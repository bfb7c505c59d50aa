"""The inbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.String(255), primary_key=True),
        sa.Column("post_key", sa.String(36), nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("leased_until", sa.BigInteger, nullable=False),
        sa.Column("question", sa.Text),
    )
    op.create_index("inbox_received_at", "inbox", ["received_at"])


def downgrade() -> None:
    """Drops it."""
    op.drop_table("inbox")
