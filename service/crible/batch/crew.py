"""Several processes that share one index: chunks go out, answers come back in order.

The standard pool was the alternative. It takes its input as fast as it can, so that a
long file would lie in memory; and it waits for ever when a process of it is killed.
Here each process holds two chunks at most, and one that ends is noticed.
"""

from __future__ import annotations

import gc
import os
import queue
import signal
import threading
from collections import deque
from dataclasses import dataclass
from multiprocessing import connection, get_context
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from crible.errors import CribleError, Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R")

# Chunks that a process has at once: one in hand and one in wait, so that it need not
# stand still while this process writes.
_IN_HAND = 2
# Chunks that may be answered before the one that is waited for.
_AHEAD = 4
_GRACE_SECONDS = 5.0


@dataclass(slots=True)
class _Member:
    process: ForkProcess
    tasks: Connection
    answers: Connection
    busy: int = 0


class Crew(Generic[T, R]):
    """Processes forked from this one, that each apply one function to chunks.

    Args:
        work: the function; what it holds is shared and never sent.
        size: how many processes. With 1, or beside other threads, where a fork is not
            safe, the work is done in this process.
    """

    def __init__(self, work: Callable[[T], R], size: int) -> None:
        self._work = work
        self.size = 1 if threading.active_count() > 1 else max(1, size)

    def each(self, chunks: Iterable[tuple[K, T]]) -> Iterator[tuple[K, R]]:
        """The answer to each chunk, in the order of the chunks.

        Args:
            chunks: (what stays here, what is sent) pairs; the answer comes back with
                what stayed.

        Raises:
            Interrupted: a process ended, for want of memory or because it was killed.
        """
        if self.size == 1:
            for kept, chunk in chunks:
                yield kept, self._work(chunk)
            return
        members = self._forked()
        try:
            yield from _spread(members, iter(chunks))
        finally:
            _dismiss(members)

    def _forked(self) -> list[_Member]:
        context = get_context("fork")
        members: list[_Member] = []
        # What is there stays shared only as long as no child's search for garbage
        # writes to it.
        gc.freeze()
        try:
            for _ in range(self.size):
                their_tasks, tasks = context.Pipe(duplex=False)
                answers, their_answers = context.Pipe(duplex=False)
                # Ends that a child must not keep, or nobody would see a pipe closed.
                foreign = [tasks, answers]
                for member in members:
                    foreign += [member.tasks, member.answers]
                process = context.Process(
                    target=_serve,
                    args=(self._work, their_tasks, their_answers, foreign),
                    daemon=True,
                )
                process.start()
                their_tasks.close()
                their_answers.close()
                members.append(_Member(process, tasks, answers))
        finally:
            gc.unfreeze()
        return members


def _spread(
    members: list[_Member], chunks: Iterator[tuple[K, T]]
) -> Iterator[tuple[K, Any]]:
    waiting: deque[tuple[int, K]] = deque()
    answered: dict[int, Any] = {}
    by_answers = {member.answers: member for member in members}
    number = 0
    more = True
    most = len(members) * (_IN_HAND + _AHEAD)
    while more or waiting:
        while more and len(waiting) < most:
            free = min(members, key=lambda member: member.busy)
            if free.busy >= _IN_HAND:
                break
            try:
                kept, chunk = next(chunks)
            except StopIteration:
                more = False
                break
            _send(free, number, chunk)
            waiting.append((number, kept))
            number += 1
        if waiting and waiting[0][0] in answered:
            first, kept = waiting.popleft()
            yield kept, answered.pop(first)
            continue
        if not waiting:
            continue
        for ready in connection.wait(list(by_answers)):
            member = by_answers[ready]  # type: ignore[index]  # we gave it only those
            answered.update([_received(member)])


def _send(member: _Member, number: int, chunk: object) -> None:
    try:
        member.tasks.send((number, chunk))
    except OSError:
        raise _lost(member) from None
    member.busy += 1


def _received(member: _Member) -> tuple[int, Any]:
    try:
        number, answer, error = member.answers.recv()
    except (EOFError, OSError):
        raise _lost(member) from None
    if error is not None:
        raise error
    member.busy -= 1
    return number, answer


def _lost(member: _Member) -> Interrupted:
    member.process.join(_GRACE_SECONDS)
    code = member.process.exitcode or 0
    how = f"by signal {-code}" if code < 0 else f"with code {code}"
    return Interrupted(
        f"A worker process was ended {how}.",
        hint="Was there memory enough? Fewer --workers take less. The same command "
        "goes on where this run stopped.",
    )


def _dismiss(members: list[_Member]) -> None:
    for member in members:
        member.tasks.close()
        member.answers.close()
    for member in members:
        member.process.join(_GRACE_SECONDS if member.busy == 0 else 0)
        if member.process.is_alive():
            member.process.kill()
            member.process.join()
        member.process.close()


def _serve(
    work: Callable[[Any], Any],
    tasks: Connection,
    answers: Connection,
    foreign: list[Connection],
) -> None:
    """Answer until nobody asks; runs in the child."""
    # A person's Ctrl-C reaches the parent too, which ends us by closing its pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for end in foreign:
        end.close()
    todo: queue.SimpleQueue[Any] = queue.SimpleQueue()

    # Read beside the work: with both sides writing, full pipes would block for ever.
    def take() -> None:
        try:
            while True:
                todo.put(tasks.recv())
        except (EOFError, OSError):
            todo.put(None)

    threading.Thread(target=take, daemon=True).start()
    try:
        while (task := todo.get()) is not None:
            number, chunk = task
            answers.send(_answer(work, number, chunk))
    except OSError:
        pass  # nobody waits for the answer any more
    # Not the usual end of a process: what the parent opened is not ours to close.
    os._exit(0)


def _answer(
    work: Callable[[Any], Any], number: int, chunk: object
) -> tuple[int, Any, Exception | None]:
    try:
        return number, work(chunk), None
    except CribleError as error:
        return number, None, error
    except Exception as error:  # noqa: BLE001 - told to the parent, which raises
        # Its text may quote what it choked on, and that may be a screened name.
        return (
            number,
            None,
            CribleError(f"A worker process failed ({type(error).__name__})."),
        )
