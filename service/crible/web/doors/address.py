"""A key in the address, for the one client that can send it nowhere else.

OpenRefine knows nothing of a reconciliation service but its address. So a key may stand
in it: ``/reconcile/~KEY/{dataset}``. Addresses end in histories, projects and the logs
of proxies; hence it opens this door alone, and only a key that could open nothing else
is taken (scope ``reconcile``). It is taken out of the address before anything else
looks at it, so that no route, log, metric or span of crible's own holds it. In a query
string, where other services have it, it would also reach every link of the manifest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_KEY = "crible.address-key"
_DOOR = "/reconcile/"
_MARK = f"{_DOOR}~"
# What servers and frameworks keep of the address beside PATH_INFO.
_COPIES = ("RAW_URI", "REQUEST_URI")


class AddressKeys:
    """Middleware that moves the key out of the address."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(_MARK):
            key, _, rest = path.removeprefix(_MARK).partition("/")
            environ[_KEY] = key
            environ["PATH_INFO"] = _DOOR + rest
            for name in _COPIES:
                environ.pop(name, None)
        return self._app(environ, start_response)


def key() -> str | None:
    """The key that stood in the address of this request, if one did."""
    found: str | None = request.environ.get(_KEY)
    return found


def here(dataset: str) -> str:
    """The address of a dataset as its client knows it, with its key."""
    given = key()
    return f"{request.host_url}reconcile/{f'~{given}/' if given else ''}{dataset}"
