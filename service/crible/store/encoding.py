"""Values of the model as JSON and back, and the one form of it that is hashed.

Knows no table. Two writings exist on purpose: a *stored* value names every field, so
that a record keeps its meaning when a default changes; a *canonical* one leaves out
fields at their default, so that a field added to the model does not make every entry
look changed.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from json.encoder import encode_basestring as _quoted
from math import isfinite
from operator import attrgetter
from typing import Any, Literal, TypeVar, Union, get_args, get_origin
from typing import get_type_hints as hints_of

T = TypeVar("T")
_ATOMS = frozenset({str, int, float, bool, type(None)})
_write = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
).encode


def stored(value: object) -> str:
    """Value as JSON with every field named.

    Written straight from the value; ``stored_slowly`` says the same in two lines, and
    takes three times as long, for each of a thousand subjects in a call.

    Raises:
        ValueError: a number in it is not finite.
    """
    return _text(value)


def stored_slowly(value: object) -> str:
    """What ``stored`` must give, by the standard library."""
    return _write(_plain(value, sparse=False))


def canonical(value: object) -> str:
    """Value as the JSON that is hashed: sorted keys, no spaces, no default fields.

    Raises:
        ValueError: a number in it is not finite.
    """
    return _write(_plain(value, sparse=True))


def restored(kind: type[T], text: str) -> T:
    """The value that :func:`stored` wrote.

    Args:
        kind: its type: a dataclass of the model, or a tuple of such.
        text: the JSON.
    """
    described: Any = kind
    value: T = _reader(described)(json.loads(text))
    return value


@cache
def _fields(kind: Any) -> tuple[tuple[str, object], ...]:
    if not is_dataclass(kind):
        return ()
    return tuple((item.name, item.default) for item in fields(kind))


def _plain(value: Any, *, sparse: bool) -> Any:
    kind: Any = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple or kind is list:
        return [_plain(item, sparse=sparse) for item in value]
    if described := _fields(kind):
        found = {}
        for name, default in described:
            item = getattr(value, name)
            if sparse and default is not MISSING and item == default:
                continue
            # Most fields are texts: a call less for each halves the time of a list.
            found[name] = item if type(item) in _ATOMS else _plain(item, sparse=sparse)
        return found
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item, sparse=sparse) for key, item in value.items()}
    raise TypeError(f"a {kind.__name__} has no form in JSON")


def _text(value: Any) -> str:
    kind = type(value)
    write = _WRITERS.get(kind)
    if write is None:
        write = _WRITERS[kind] = _writer(kind)
    return write(value)


def number(value: float) -> str:
    """A number as JSON has it.

    Raises:
        ValueError: it is not finite.
    """
    if value is True or value is False:
        return "true" if value else "false"
    if not isfinite(value):
        raise ValueError("a number that is not finite has no form in JSON")
    return repr(value)


def _sequence(value: Any) -> str:
    if not value:
        return "[]"
    return f"[{','.join([_text(item) for item in value])}]"


# What writes a value, by its type; dataclasses come in as they are met.
_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _quoted,
    type(None): lambda _: "null",
    bool: number,
    int: number,
    float: number,
    tuple: _sequence,
    list: _sequence,
}


def _writer(kind: Any) -> Callable[[Any], str]:
    """What writes the values of a type that was not met before."""
    if not is_dataclass(kind):
        # Dates and what is rare.
        return lambda value: _write(_plain(value, sparse=False))
    names = sorted(item.name for item in fields(kind))
    form = "{" + ",".join([f'"{name}":%s' for name in names]) + "}"
    # With two names or more it gives a tuple.
    values_of = attrgetter(names[0], *names)

    def write(value: Any) -> str:
        return form % tuple(
            [
                _quoted(item) if type(item) is str else _text(item)
                for item in values_of(value)[1:]
            ]
        )

    return write


def _as_is(value: Any) -> Any:
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in (date, datetime):
        parse: Callable[[Any], Any] = kind.fromisoformat
        return parse
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if origin is tuple and arguments[-1] is Ellipsis:
        each = _reader(arguments[0])
        return lambda value: tuple([each(item) for item in value])
    if origin is tuple:
        readers = tuple(_reader(item) for item in arguments)
        return lambda value: tuple(
            read(item) for read, item in zip(readers, value, strict=True)
        )
    if origin in (types.UnionType, Union):  # Literal[...] | None is the latter
        some = _reader(next(item for item in arguments if item is not types.NoneType))
        return lambda value: None if value is None else some(value)
    if origin is Literal or kind in _ATOMS:
        return _as_is
    raise TypeError(f"{kind} has no form in JSON")


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    readers = {name: _reader(hint) for name, hint in hints_of(kind).items()}

    def read(value: Any) -> Any:
        return kind(**{name: readers[name](item) for name, item in value.items()})

    return read
