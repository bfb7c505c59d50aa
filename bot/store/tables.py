"""The tables as the migrations leave them. Times are whole seconds since 1970, UTC."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

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

# The team's own entries: every save is a row, and the newest row of a key is in force.
team_entries = Table(
    "team_entries",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),  # never used twice
    Column("key", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("who", String(255), nullable=False),  # a user id, or a name given in the terminal
    Column("what", String(10), nullable=False),  # added, edited, put back
    Column("content", Text, nullable=False),  # TOML; empty where the shipped text was put back
    Index("team_entries_key", "key", "version"),
)

# What was chosen in forms, over what retention.toml says.
settings = Table(
    "settings",
    metadata,
    Column("scope", String(255), primary_key=True),  # team, access, or a person's id
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

# One row: the version of the newest save of an entry or a setting. Whoever saves updates it first,
# so saves queue for it.
team_stamp = Table("team_stamp", metadata, Column("version", BigInteger, nullable=False))

# Questions without an answer that pleased, masked; who asked is not kept.
gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", String(300), nullable=False),
    Column("language", String(2), nullable=False),
    Column("why", String(10), nullable=False),  # unanswered, down
    Column("reason", String(300)),  # the newest that was given
    Column("times", Integer, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("closed", Boolean, nullable=False),
    UniqueConstraint("question", "language", "why", name="gaps_question"),
    Index("gaps_first_at", "first_at"),
)

# What people made of an entry; who voted is not kept.
votes = Table(
    "votes",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("up", Integer, nullable=False),
    Column("down", Integer, nullable=False),
)

# Every answer from the company's data: who asked what where, and never the result.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", String(255), nullable=False),
    Column("channel", String(255), nullable=False),
    Column("public", Boolean, nullable=False),
    Column("question", Text, nullable=False),
    Index("audit_at", "at"),
)

# The last question of a thread, for the follow-ups in it.
threads = Table(
    "threads",
    metadata,
    Column("place", String(255), primary_key=True),
    Column("question", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("threads_at", "at"),
)

# What is posted by the clock, or told when it happens.
schedules = Table(
    "schedules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),  # post, alert
    Column("channel", String(255), nullable=False),
    Column("question", Text, nullable=False),
    Column("rule", String(100), nullable=False),  # canonical, "weekly monday 09:00"
    Column("timezone", String(64), nullable=False),
    Column("language", String(2), nullable=False),
    Column("note", Text, nullable=False),
    Column("mention", String(255), nullable=False),
    Column("owner", String(255), nullable=False),
    Column("offered_to", String(255)),
    Column("anchor_at", BigInteger, nullable=False),  # nothing before it is ever due
    Column("state", String(10), nullable=False),  # active, paused
    Column("reason", Text),  # of the pause
    Column("crossing", String(20), nullable=False),  # what an alert told last; empty: nothing
    sqlite_autoincrement=True,  # the id of a schedule that was removed does not come again
)

# One row a slot of a schedule, whoever has it in hand.
runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schedule_id", Integer, nullable=False),
    Column("slot", String(16), nullable=False),  # local wall time, 2026-03-29T02:30
    Column("due_at", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),  # also tells whose lease it is
    Column("lease_until", BigInteger, nullable=False),  # whose process died is taken over after
    Column("post_key", String(36), nullable=False),  # in the metadata of the post
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("reason", Text),
    Column("ts", String(32)),  # of the post
    Column("figures", Text),  # JSON: what the post said
    UniqueConstraint("schedule_id", "slot", name="runs_slot"),
    Index("runs_due_at", "due_at"),
    Index("runs_of", "schedule_id", "due_at"),
    Index("runs_state", "state", "lease_until"),
)

# Who changed what the bot does: a row for each field, the value before and after.
changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", String(255), nullable=False),
    Column("kind", String(20), nullable=False),  # schedule, …
    Column("key", String(255), nullable=False),  # which one of them
    Column("field", String(40), nullable=False),
    Column("before", Text),  # null: it was not there
    Column("after", Text),  # null: it is gone
    Index("changes_of", "kind", "key", "id"),
    Index("changes_at", "at"),
)
