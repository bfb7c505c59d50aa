"""The team's entries, questions without an answer, votes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Creates the tables, and the one row of team_stamp."""
    _create_entries()
    _create_feedback()


def downgrade() -> None:
    """Drops them."""
    for table in ("votes", "gaps", "team_stamp", "team_entries"):
        op.drop_table(table)


def _create_entries() -> None:
    op.create_table(
        "team_entries",
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(255), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("team_entries_key", "team_entries", ["key", "version"])
    stamp = op.create_table("team_stamp", sa.Column("version", sa.BigInteger, nullable=False))
    op.bulk_insert(stamp, [{"version": 0}])


def _create_feedback() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("question", sa.String(300), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("why", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(300)),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.UniqueConstraint("question", "language", "why", name="gaps_question"),
    )
    op.create_index("gaps_first_at", "gaps", ["first_at"])
    op.create_table(
        "votes",
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("up", sa.Integer, nullable=False),
        sa.Column("down", sa.Integer, nullable=False),
    )
