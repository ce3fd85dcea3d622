"""The root command: finds the others when they are called for.

Each command lies in a module of its own that is imported only when the command is
named, or when the help lists it; those modules import click alone at their top.
"""

from __future__ import annotations

import gc
import importlib
from typing import TYPE_CHECKING, Any, NoReturn

import click

from crible._version import __version__
from crible.cli import exits

if TYPE_CHECKING:
    from collections.abc import Sequence

# Command: the module under crible.cli that holds it, under the command's own name.
COMMANDS = {
    "lookup": "lookup",
    "scan": "scan",
    "batch": "batch",
    "portfolio": "portfolio",
    "alerts": "alerts",
    "decisions": "decisions",
    "lists": "lists",
    "evaluate": "evaluate",
    "keys": "keys",
    "users": "users",
    "audit": "audit",
    "db": "db",
    "serve": "serve",
    "worker": "worker",
    "mcp": "mcp",
    "uploads": "uploads",
    "webhooks": "webhooks",
}
# So many new objects until the next search for garbage; Python's own figure is 700.
_GARBAGE = 50_000


class Root(click.Group):
    """A group that imports its commands late and translates errors once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """The commands in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"crible.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def main(  # type: ignore[override]  # click overloads it by a switch we lack
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **_extra: Any,
    ) -> NoReturn:
        """Run and leave the process with the code that the error tree gives.

        This replaces click's own translation, which knows other codes: it ends an
        interrupted command and a closed pipe with 1, which means "hits" here.
        """
        exits.leave(lambda: self._run(args, prog_name or "crible"))

    def _run(self, args: Sequence[str] | None, prog_name: str) -> int:
        arguments = exits.arguments() if args is None else list(args)
        try:
            with self.make_context(prog_name, arguments) as context:
                return int(self.invoke(context) or exits.OK)
        except click.exceptions.Exit as stop:
            # --help and --version end here.
            return stop.exit_code


@click.group(
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def root() -> None:
    """Screen names, texts and counterparty files against sanctions lists.

    Data goes to standard output, everything else to standard error. Exit codes: 0 ran,
    1 hits (with --exit-code only), 2 usage, 3 input refused, 4 lists missing or stale,
    5 interrupted, 70 internal error.
    """


def main() -> None:
    """Entry point of the command ``crible``."""
    # A start makes many objects, nearly all of which stay: searching them for garbage
    # after every few hundred takes a tenth of a look-up.
    gc.set_threshold(_GARBAGE)
    root()
