"""Profiles that a person wrote: JSON files with some or all parameters."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crible.errors import FileRefused

if TYPE_CHECKING:
    from crible.matching import Profile


def read(file: str) -> Profile:
    """The profile of a JSON file; what it leaves out is as in the default one.

    Raises:
        FileRefused: no JSON object, an unknown parameter, or a value of another shape.
    """
    from crible.matching import Profile, default_profile

    where = Path(file).name
    hint = "Start from: crible evaluate --print-profile"
    try:
        body = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no JSON"
        raise FileRefused(
            f"The profile cannot be read: {reason}.", where=where, hint=hint
        ) from None
    default = default_profile().as_dict()
    if not isinstance(body, dict):
        raise FileRefused("It holds no JSON object.", where=where, hint=hint)
    unknown = sorted(set(body) - set(default))
    if unknown:
        raise FileRefused(
            f"It has an unknown parameter {unknown[0]!r}.", where=where, hint=hint
        )
    for key, value in body.items():
        if not _fits(value, default[key]):
            raise FileRefused(
                f"The parameter {key!r} has a value of the wrong shape.",
                where=where,
                hint=hint,
            )
    profile = Profile.from_dict({**default, **body})
    if not 0 < profile.threshold <= 1:
        raise FileRefused("The threshold lies outside 0 to 1.", where=where, hint=hint)
    return profile


def _fits(value: Any, model: Any) -> bool:
    if isinstance(model, float):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and math.isfinite(value)
    if isinstance(model, list | tuple):
        return (
            isinstance(value, list)
            and len(value) == len(model)
            and all(_fits(item, 0.0) for item in value)
        )
    return True
