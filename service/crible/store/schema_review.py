"""The tables of review: alerts, and what people decided about them.

What an alert says is never changed; the columns below its line say how it stands, and
follow from its decisions. Rows of ``decisions`` are inserted and nothing else.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from crible.store.columns import Escaped, Key, Moment
from crible.store.schema import metadata

# The id follows from pair, said and revision, so that a hit that stays is raised once.
alerts = Table(
    "alerts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    # Hash of counterparty and entry: what a decision is about.
    Column("pair", Key, nullable=False),
    # Hashes of the two sides as they were: what the subject said, and the entry.
    Column("said", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("reference", Key, nullable=False),
    Column("subject", Escaped, nullable=False),  # JSON
    Column("entry", Key, nullable=False),
    Column("list", Key, nullable=False),
    Column("score", Float, nullable=False),
    Column("band", Text, nullable=False),
    Column("matched", Escaped, nullable=False),
    Column("screening", Key, ForeignKey("screenings.id"), nullable=False),
    Column("batch", Key, nullable=False),
    Column("portfolio", Key, nullable=False),
    Column("cause", Text, nullable=False),
    # The alert of the pair before this one, and its decision that lapsed with it. No
    # foreign keys: retention removes what is older.
    Column("follows", Key),
    Column("lapsed", Key),
    # From here on how it stands.
    Column("state", Text, nullable=False),
    Column("replaced", Key),
    Column("decision", Key),
    Column("verdict", Text),
    Column("decided", Moment),
    Column("decider", Escaped),
    Column("expires", Moment),
    Index(None, "at", "id"),
    Index(None, "state", "at", "id"),
    Index(None, "state", "score", "id"),
    Index(None, "state", "expires"),
    Index(None, "portfolio", "at", "id"),
    Index(None, "reference"),
    Index(None, "entry"),
    Index(None, "batch"),
    Index(None, "pair"),
    Index(None, "screening"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", Escaped, nullable=False),
    Column("alert", Key, ForeignKey("alerts.id"), nullable=False),
    # 1, 2, 3...: two people who decide at the same time cannot both be next.
    Column("number", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Escaped, nullable=False),
    Column("expires", Moment),
    # What was decided about, as it was then.
    Column("subject", Escaped, nullable=False),  # JSON
    Column("entry", Key, nullable=False),
    Column("revision", Text, nullable=False),
    Column("screening", Key, nullable=False),
    UniqueConstraint("alert", "number"),
    Index(None, "at", "id"),
)
