"""The tables of portfolios, and of the turns of scheduled steps."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Table, Text

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
