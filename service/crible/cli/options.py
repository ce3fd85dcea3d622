"""Options that several commands share, as decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from crible.errors import SubjectRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def threshold(command: F) -> F:
    """``--threshold``: the alert line."""
    return click.option(
        "--threshold",
        type=float,
        metavar="0..1",
        help="Show hits from this score on.  [default: the profile's alert line]",
    )(command)


def lists(command: F) -> F:
    """``--list``: which lists to look at."""
    return click.option(
        "--list",
        "lists",
        multiple=True,
        metavar="KEY",
        help="Look at this list only; may be repeated.  [default: all that are loaded]",
    )(command)


def output_format(command: F) -> F:
    """``--format``: how rows are printed."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(["table", "json", "csv"]),
        default="table",
        show_default=True,
        help="How to print the rows on standard output.",
    )(command)


def exit_code(command: F) -> F:
    """``--exit-code``: end with 1 when there are hits."""
    return click.option(
        "--exit-code",
        "exit_code",
        is_flag=True,
        help="End with 1 when something needs a review.",
    )(command)


def state(command: F) -> F:
    """``--as-of`` and ``--snapshot``: an earlier state of the lists."""
    dated = click.option(
        "--as-of",
        "as_of",
        metavar="DATE",
        default="",
        help="Answer as the lists were at the end of that day (UTC), or at a time such "
        "as 2026-11-20T14:30Z.",
    )
    named = click.option(
        "--snapshot",
        "snapshot",
        metavar="ID",
        default="",
        help="Answer from this snapshot, which every answer names.",
    )
    return dated(named(command))


def accept_shrink(command: F) -> F:
    """``--accept-shrink``: a loss of entries is real."""
    return click.option(
        "--accept-shrink",
        "accept_shrink",
        is_flag=True,
        help="Take a version that lost more entries than the list may lose at once; "
        "your name is recorded.",
    )(command)


def encoding(command: F) -> F:
    """``--encoding``: of the input."""
    return click.option(
        "--encoding",
        metavar="NAME",
        help="Encoding of the input, such as cp1251.  [default: found out]",
    )(command)


def pair(text: str, option: str, example: str) -> tuple[str, str]:
    """Split ``left=right``.

    Raises:
        UsageError: one side is missing.
        SubjectRefused: it holds bytes that the terminal's encoding does not allow.
    """
    if is_undecodable(text):
        raise SubjectRefused(
            "The argument holds bytes that are not valid text.", where=option
        )
    left, equals, right = text.partition("=")
    if not (equals and left.strip() and right.strip()):
        raise UsageError(f"{option} wants two parts, such as {example}.")
    return left.strip(), right.strip()


def is_undecodable(text: str) -> bool:
    """Whether an argument came as bytes that are no text in the terminal's encoding."""
    return any("\ud800" <= char <= "\udfff" for char in text)
