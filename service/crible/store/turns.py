"""Turns: a scheduled step is done by one worker at a time, whatever becomes of it.

A worker that takes a turn holds it until it ends the step, or until the turn runs out
because the worker is gone. Taken by an UPDATE that only one can win, on either
database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from crible.store.database import insert_once
from crible.store.rows import TurnRow
from crible.store.schema_portfolios import turns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from crible.store.database import Database


class Turns:
    """Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(
        self,
        step: str,
        holder: str,
        *,
        now: datetime,
        until: datetime,
        after: datetime | None,
        machine: str = "",
    ) -> bool:
        """Take a turn, unless somebody has it or has had it meanwhile.

        Args:
            step: which.
            holder: the worker, named unlike any other.
            now: the time.
            until: when the turn runs out.
            after: when the step last ended as far as the worker knows, None for never.
            machine: name of a machine on which no other worker is at work: a turn
                that one of it holds is free.
        """
        with self._database.writing() as connection:
            insert_once(connection, turns, {"step": step, "holder": "", "problem": ""})
            free = or_(turns.c.until.is_(None), turns.c.until <= now)
            if machine:
                own = turns.c.holder.startswith(f"{machine}:", autoescape=True)
                free = or_(free, own)
            same = turns.c.ended.is_(None) if after is None else turns.c.ended == after
            taken = connection.execute(
                update(turns)
                .where(turns.c.step == step, free, same)
                .values(holder=holder, until=until, begun=now)
            )
            return bool(taken.rowcount)

    def keep(self, steps: Sequence[str], holder: str, *, until: datetime) -> bool:
        """Hold turns longer; False when one of them ran out and is somebody else's."""
        with self._database.writing() as connection:
            kept = connection.execute(
                update(turns)
                .where(
                    turns.c.step.in_(steps),
                    turns.c.holder == holder,
                    turns.c.until.is_not(None),
                )
                .values(until=until)
            )
            return kept.rowcount == len(steps)

    def end(self, step: str, holder: str, *, now: datetime, problem: str = "") -> None:
        """Give a turn back; one that ran out meanwhile is somebody else's."""
        with self._database.writing() as connection:
            connection.execute(
                update(turns)
                .where(turns.c.step == step, turns.c.holder == holder)
                .values(until=None, ended=now, problem=problem)
            )

    def all(self) -> dict[str, TurnRow]:
        """Every step that was ever taken, by its name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(turns).order_by(turns.c.step))
            return {row.step: _turn(row) for row in rows}


def _turn(row: Row[Any]) -> TurnRow:
    return TurnRow(
        step=row.step,
        holder=row.holder,
        until=row.until,
        begun=row.begun,
        ended=row.ended,
        problem=row.problem,
    )
