"""The tables of portfolios, their alerts, and the turns of scheduled steps."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Table, Text

from crible.store.columns import Escaped, Key, Moment
from crible.store.schema import metadata

# A portfolio is a name for the subjects of a batch, with the batch that last screened
# them: the subjects themselves lie with the screenings of the first.
portfolios = Table(
    "portfolios",
    metadata,
    Column("name", Key, primary_key=True),
    Column("source", Key, ForeignKey("batches.id"), nullable=False),
    Column("screened", Key, ForeignKey("batches.id"), nullable=False),
    Column("snapshot", Key, ForeignKey("snapshots.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Escaped, nullable=False),
    Column("threshold", Float),
    Column("lists", Escaped, nullable=False),  # JSON array
)

# The id follows from portfolio, subject, entry and revision, so that a hit that stays
# is raised once.
portfolio_alerts = Table(
    "portfolio_alerts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("portfolio", Key, ForeignKey("portfolios.name"), nullable=False),
    Column("subject", Escaped, nullable=False),  # JSON
    Column("entry", Key, nullable=False),
    Column("revision", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("band", Text, nullable=False),
    Column("matched", Escaped, nullable=False),
    Column("screening", Key, ForeignKey("screenings.id"), nullable=False),
    Index(None, "portfolio", "at", "id"),
)

# Scheduled steps: who is at work on one, until when at most, and when it last ended.
turns = Table(
    "turns",
    metadata,
    Column("step", Key, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Moment),
    Column("begun", Moment),
    Column("ended", Moment),
    Column("problem", Escaped, nullable=False),
)
