"""The base of models that are read from headers and query strings."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel


class Parameters(BaseModel):
    """A model whose JSON schema is made once.

    flask-openapi asks for it at every request, to see which parameters are lists, and
    pydantic makes it anew each time: that took longer than a look-up.
    """

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """As pydantic makes it; the one without options is kept, and only read."""
        if args or options:
            return super().model_json_schema(*args, **options)
        return _plain(cls)


@cache
def _plain(model: type[Parameters]) -> dict[str, Any]:
    return super(Parameters, model).model_json_schema()
