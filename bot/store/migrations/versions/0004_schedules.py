"""Schedules, their runs, and who changed what."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Creates the tables."""
    _create_schedules()
    _create_runs()
    _create_changes()


def downgrade() -> None:
    """Drops them."""
    for table in ("changes", "runs", "schedules"):
        op.drop_table(table)


def _create_schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("rule", sa.String(100), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("mention", sa.String(255), nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("offered_to", sa.String(255)),
        sa.Column("anchor_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("crossing", sa.String(20), nullable=False),
        sqlite_autoincrement=True,
    )


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("schedule_id", sa.Integer, nullable=False),
        sa.Column("slot", sa.String(16), nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease_until", sa.BigInteger, nullable=False),
        sa.Column("post_key", sa.String(36), nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sa.Column("ts", sa.String(32)),
        sa.Column("figures", sa.Text),
        sa.UniqueConstraint("schedule_id", "slot", name="runs_slot"),
    )
    op.create_index("runs_due_at", "runs", ["due_at"])
    op.create_index("runs_of", "runs", ["schedule_id", "due_at"])
    op.create_index("runs_state", "runs", ["state", "lease_until"])


def _create_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
    )
    op.create_index("changes_of", "changes", ["kind", "key", "id"])
    op.create_index("changes_at", "changes", ["at"])
