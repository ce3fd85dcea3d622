"""How a long run is going: rows a second, hits, time left.

A bar on a terminal, a line now and then elsewhere. No thread of its own: the run forks
its workers, and a fork beside a thread may inherit a lock that nobody opens.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from crible.cli import exits

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from crible.batch.progress import Progress

# Seconds between two lines in a log, and between two pictures of the bar.
_PAUSE = 5.0
_BLINK = 0.1
# Seconds before which nothing is said of the time left.
_WARM = 1.0


class Pace:
    """Shows progress on standard error.

    Args:
        monotonic: a clock in seconds, for tests.
    """

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._begun = self._said = monotonic()
        self._share_before: float | None = None
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def reached(self, at: Progress) -> None:
        """Say where the run is."""
        now = self._monotonic()
        if self._share_before is None:
            self._share_before = (at.share or 0.0) if at.skipped else 0.0
        if now - self._said < (_PAUSE if self._bar is None else _BLINK):
            return
        self._said = now
        if self._bar is None or self._task is None:
            share = "" if at.share is None else f" ({at.share:.0%})"
            exits.say(f"{self._text(at, now)}{share}")
            return
        self._bar.update(
            self._task,
            completed=at.share or 0.0,
            total=None if at.share is None else 1.0,
            description=self._text(at, now),
        )
        self._bar.refresh()

    def say(self, text: str) -> None:
        """Say something beside it, above the bar where there is one."""
        if self._bar is not None:
            self._bar.console.print(text)
        else:
            exits.say(text)

    def _text(self, at: Progress, now: float) -> str:
        spent = max(now - self._begun, 1e-6)
        parts = [
            f"{at.rows:,} rows",
            f"{(at.rows - at.skipped) / spent:,.0f} rows/s",
            f"{at.hits:,} with hits",
        ]
        if at.errors:
            parts.append(f"{at.errors:,} errors")
        done = (at.share or 0.0) - (self._share_before or 0.0)
        if at.share and done > 0 and spent > _WARM:
            parts.append(f"{_clock(spent * (1.0 - at.share) / done)} left")
        return ", ".join(parts)

    def __enter__(self) -> Self:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        from crible.cli import tables

        console = tables.console(stderr=True)
        if console.is_terminal:
            self._bar = Progress(
                BarColumn(bar_width=30),
                TextColumn("{task.description}"),
                TimeElapsedColumn(),
                console=console,
                transient=True,
                auto_refresh=False,
            )
            self._task = self._bar.add_task("", total=1.0)
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


def _clock(seconds: float) -> str:
    """``1:05:09``, or ``5:09`` below an hour."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
