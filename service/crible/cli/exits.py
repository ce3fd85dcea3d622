"""Exit codes: the one place where errors become a message and a code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from crible.errors import CribleError, Interrupted, ListsUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

OK = 0
HITS = 1
USAGE = 2
REFUSED = 3
LISTS = ListsUnavailable.exit_code
INTERRUPTED = Interrupted.exit_code
INTERNAL = CribleError.exit_code


def arguments() -> list[str]:
    """What the user typed after the command's name."""
    return sys.argv[1:]


def leave(run: Callable[[], int]) -> NoReturn:
    """Run a command and end the process with its exit code."""
    # Characters that the terminal's encoding lacks are shown as escapes, not raised.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    code = _translated(run)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has seen enough. The interpreter flushes once more at its
        # end; give it a place where that works.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _translated(run: Callable[[], int]) -> int:
    try:
        return run()
    except click.ClickException as error:
        error.show()
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        say("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        return OK
    except CribleError as error:
        report(error)
        if error.exit_code == INTERNAL:
            _show_traceback()
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the outermost edge
        # Its text may quote what it choked on, and that may be a screened name.
        say(f"Internal error ({type(error).__name__}). Please report it.")
        if not _show_traceback():
            say("For the traceback run the command again with CRIBLE_LOG_LEVEL=DEBUG.")
        return INTERNAL


def report(error: CribleError) -> None:
    """Say an error on standard error: what, where, and what to do next."""
    head = f"{error.where}: {error.message}" if error.where else error.message
    say(f"Error: {head}")
    if error.hint:
        say(f"Hint: {error.hint}")


def say(text: str) -> None:
    """Say something to the person, on standard error."""
    click.echo(text, err=True)


def worst(*codes: int) -> int:
    """One code for several findings: refused input, then hits, then stale lists."""
    return min(codes, key=(REFUSED, HITS, LISTS, OK).index)


def of_problem(code: str) -> int:
    """The exit code of a subject that could not be screened, by its problem's code."""
    return LISTS if code == ListsUnavailable.code else REFUSED


def _show_traceback() -> bool:
    import traceback

    from crible import settings

    try:
        wanted = settings.load().log_level == "DEBUG"
    except CribleError:
        wanted = False
    if wanted:
        say(traceback.format_exc())
    return wanted
