"""A cache for functions of words and names that a long text cannot fill.

``lru_cache`` counts entries alone: a few thousand texts of a megabyte each would stay
in memory for good. What is longer than any word or name is worked out anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from types import FunctionType
from typing import Concatenate, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

# Longer than any word that a list or a register holds.
_WORD = 64


def remembered(
    most: int, *, longest: int = _WORD
) -> Callable[[Callable[Concatenate[str, P], R]], Callable[Concatenate[str, P], R]]:
    """Remember the results of a pure function by its arguments.

    Args:
        most: results kept at most.
        longest: a first argument of more characters is not remembered.
    """

    def decorate(
        function: Callable[Concatenate[str, P], R],
    ) -> Callable[Concatenate[str, P], R]:
        kept = cast(
            "Callable[Concatenate[str, P], R]", lru_cache(maxsize=most)(function)
        )

        # Asked for every word of a text: what goes on to nothing costs half.
        written = cast("FunctionType", function)
        code, may_lack = written.__code__, bool(written.__defaults__)
        if code.co_argcount == 1 and not code.co_kwonlyargcount:
            bare = cast("Callable[[str], R]", function)
            known = cast("Callable[[str], R]", kept)

            @wraps(function)
            def call_alone(text: str) -> R:
                return bare(text) if len(text) > longest else known(text)

            return cast("Callable[Concatenate[str, P], R]", call_alone)
        if code.co_argcount == 2 and not (code.co_kwonlyargcount or may_lack):
            bare_pair = cast("Callable[[str, object], R]", function)
            known_pair = cast("Callable[[str, object], R]", kept)

            @wraps(function)
            def call_pair(text: str, other: object) -> R:
                if len(text) > longest:
                    return bare_pair(text, other)
                return known_pair(text, other)

            return cast("Callable[Concatenate[str, P], R]", call_pair)

        @wraps(function)
        def call(text: str, /, *rest: P.args, **named: P.kwargs) -> R:
            if len(text) > longest:
                return function(text, *rest, **named)
            return kept(text, *rest, **named)

        return call

    return decorate
