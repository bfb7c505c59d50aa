"""The tables as the migrations leave them. Times are whole seconds since 1970, UTC."""

from sqlalchemy import BigInteger, Column, Index, MetaData, String, Table, Text

metadata = MetaData()

# Events from Slack, and shares: each id is answered once, however often and wherever it arrives.
inbox = Table(
    "inbox",
    metadata,
    Column("event_id", String(255), primary_key=True),
    Column("post_key", String(36), nullable=False),  # in the metadata of the post that answers it
    Column("received_at", BigInteger, nullable=False),
    Column("leased_until", BigInteger, nullable=False),  # whose process died is taken over after
    Column("question", Text),  # JSON; empty as soon as it has been answered
    Index("inbox_received_at", "received_at"),
)
