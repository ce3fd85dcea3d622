"""Progress on standard error: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from crible.cli import exits

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from rich.progress import Progress, TaskID

# Seconds between two lines in a log.
_PAUSE = 5.0
# Seconds between two pictures of a bar.
_BLINK = 0.1


class Counter:
    """Counts something up; with ``total`` as a bar.

    Args:
        what: what is counted, for the person.
        total: where the count ends, when known.
        monotonic: a clock in seconds, for tests.
    """

    def __init__(
        self,
        what: str,
        *,
        total: int | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._total = total
        self._monotonic = monotonic
        self._said = monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def reached(self, count: int, *, position: float | None = None) -> None:
        """Say where the count is; ``position`` is on the scale of ``total``."""
        now = self._monotonic()
        if self._bar is not None and self._task is not None:
            is_due = now - self._said >= _BLINK
            self._said = now if is_due else self._said
            self._bar.update(
                self._task,
                completed=count if position is None else position,
                description=f"{count} {self._what}",
                refresh=is_due,
            )
            return
        if now - self._said >= _PAUSE:
            self._said = now
            share = (
                f" ({position / self._total:.0%})" if position and self._total else ""
            )
            exits.say(f"{count} {self._what}{share}")

    def counted(self, what: str, count: int) -> None:
        """Say where a count is, of whatever is being counted now."""
        self._what = what
        self.reached(count)

    def say(self, text: str) -> None:
        """Say something beside the count, above the bar where there is one."""
        if self._bar is not None:
            self._bar.console.print(text)
        else:
            exits.say(text)

    def __enter__(self) -> Self:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        from crible.cli import tables

        console = tables.console(stderr=True)
        if console.is_terminal:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TimeElapsedColumn(),
                console=console,
                transient=True,
                # By a thread of its own otherwise, beside which nothing may be forked:
                # whoever watches would wait twice as long.
                auto_refresh=False,
            )
            self._task = self._bar.add_task(self._what, total=self._total)
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
