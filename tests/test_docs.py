"""Documentation holds what the code has: commands, options, pages."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from crible.cli.root import root

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "cli.md").read_text(encoding="utf-8")


def _commands(group, path):
    """Every command below a group, as its words, with the command."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(_commands(root, ("crible",)))


def _section(title):
    match = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    return match[1] if match else ""


@pytest.mark.parametrize("title", COMMANDS)
def test_command_has_a_section_and_help(title):
    """Each command is documented under its own heading and says what it does."""
    assert _section(title).strip()
    assert COMMANDS[title].help


@pytest.mark.parametrize(
    ("title", "option"),
    [
        (title, option)
        for title, command in COMMANDS.items()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    ],
)
def test_option_is_documented_and_has_help(title, option):
    """Each option stands in the section of its command."""
    assert f"`{option}" in _section(title)
    parameter = next(
        item
        for item in COMMANDS[title].params
        if option in (*item.opts, *item.secondary_opts)
    )
    assert getattr(parameter, "help", None)


def test_no_section_describes_a_command_that_is_gone():
    """A heading of the page that names a command names one that exists."""
    assert set(re.findall(r"^## (crible .*)$", PAGE, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page):
    """A link to another page of the tree finds it."""
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
