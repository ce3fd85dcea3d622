"""Exit codes: one translation for every way a command can end."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from crible import errors
from crible._version import __version__
from crible.cli import exits
from crible.cli.printing import visible


def _raise(error):
    raise error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UsageError("x"), 2),
        (errors.UnknownThing("x"), 2),
        (errors.UnsafeBind("x"), 2),
        (click.UsageError("x"), 2),
        (click.FileError("x"), 2),
        (errors.FileRefused("x"), 3),
        (errors.TooLarge("x"), 3),
        (errors.ListRefused("x"), 3),
        (errors.ListsUnavailable("x"), 4),
        (errors.Interrupted("x"), 5),
        (KeyboardInterrupt(), 5),
        (click.Abort(), 5),
        (errors.SchemaMismatch("x"), 70),
        (errors.NotSetUp("x"), 4),
        (errors.CribleError("x"), 70),
        (ZeroDivisionError("x"), 70),
        (BrokenPipeError(), 0),
    ],
)
def test_every_error_has_its_code(error, code):
    """Our errors, click's and foreign ones end with the code of the contract."""
    with pytest.raises(SystemExit) as caught:
        exits.leave(lambda: _raise(error))
    assert caught.value.code == code


def test_error_is_said_with_place_and_hint(capsys):
    """What, where and what next stand on standard error, and nothing on output."""
    error = errors.FileRefused("It is empty.", where="a.csv", hint="Fill it.")
    with pytest.raises(SystemExit):
        exits.leave(lambda: _raise(error))
    said = capsys.readouterr()
    assert said.err == "Error: a.csv: It is empty.\nHint: Fill it.\n"
    assert said.out == ""


def test_unforeseen_error_never_quotes_what_it_choked_on(capsys, monkeypatch):
    """At the default level the text of a foreign error stays away from the screen."""
    monkeypatch.delenv("CRIBLE_LOG_LEVEL", raising=False)
    with pytest.raises(SystemExit):
        exits.leave(lambda: _raise(ValueError("Jane Screened")))
    said = capsys.readouterr().err
    assert "Jane" not in said
    assert "CRIBLE_LOG_LEVEL=DEBUG" in said


def test_traceback_is_shown_at_debug(capsys, monkeypatch):
    """Who asks for DEBUG gets the traceback."""
    monkeypatch.setenv("CRIBLE_LOG_LEVEL", "DEBUG")
    with pytest.raises(SystemExit):
        exits.leave(lambda: _raise(ValueError("details")))
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("codes", "worst"),
    [((0, 1), 1), ((4, 1), 1), ((1, 3), 3), ((0, 4), 4), ((4, 3), 3), ((0, 0), 0)],
)
def test_worst_of_several_codes(codes, worst):
    """Refused input goes before hits, and hits before stale lists."""
    assert exits.worst(*codes) == worst


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Купол 武汉 é", "Купол 武汉 é"),
        ("a\x1b[2J", "a␛[2J"),
        ("a\x00\x07\x7f\x9b", "a␀␇��"),
        ("a\u202eb\u2066c\u200fd", "a�b�c�d"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("half \udce9", "half �"),
    ],
)
def test_visible_replaces_one_for_one(text, shown):
    """Characters that steer a terminal become visible and offsets stay."""
    assert visible(text) == shown
    assert len(visible(text)) == len(text)


def test_version(process):
    """``--version`` prints name and version."""
    assert process("--version").stdout.decode() == f"crible {__version__}\n"


def test_closed_pipe_is_quiet(data_folder):
    """A reader that has seen enough is no error and leaves no traceback."""
    command = (
        f'"{sys.executable}" -c "from crible.cli import main; main()" '
        f'lookup --format json {"Almaz-Antey " * 300}; echo "code $?" >&2'
    )
    done = subprocess.run(
        ["bash", "-c", f"({command}) | head -c 10 > /dev/null"],
        capture_output=True,
        timeout=60,
        check=True,
        env={
            "CRIBLE_DATA_DIR": str(data_folder),
            "PYTHONPATH": ":".join(filter(None, sys.path)),
            "PATH": "/usr/bin:/bin",
        },
    )
    assert done.stderr.decode() == "code 0\n"


@pytest.mark.parametrize("command", ["lookup", "scan", "batch", "lists", "db", "serve"])
def test_help_is_light(command):
    """Help needs none of the heavy packages, so that it comes at once."""
    code = (
        "import sys\n"
        "from crible.cli import main\n"
        f"sys.argv = ['crible', {command!r}, '--help']\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        "heavy = {'flask', 'alembic', 'pydantic', 'charset_normalizer', 'sqlalchemy',\n"
        "         'numpy', 'rich', 'gunicorn', 'structlog', 'rapidfuzz', 'unidecode'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        timeout=60,
        check=True,
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert done.stderr.decode() == "[]\n"
    assert b"Usage: crible" in done.stdout
