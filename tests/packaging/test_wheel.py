"""The wheel in a fresh environment without development tools does the main job.

Slow, and pip wants its index, so it runs only when CRIBLE_TEST_PACKAGING is set: ``make
package``. What it catches: a folder that does not ship, an import that only the
development tools satisfy.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

TREE = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.skipif(
    not os.environ.get("CRIBLE_TEST_PACKAGING"),  # noqa: TID251 - not the product
    reason="builds and installs a wheel; run it with make package",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    _pip(Path(sys.executable), "wheel", "--no-deps", "--wheel-dir", folder, TREE)
    return next(folder.glob("crible-*.whl"))


@pytest.fixture(scope="module")
def crible(wheel, tmp_path_factory):
    """Run a command of the installed wheel, outside the tree."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    _pip(python, "install", wheel)

    def run(*arguments, program="crible"):
        return subprocess.run(
            [python.with_name(program), *arguments],
            cwd=folder,
            env={"CRIBLE_DATA_DIR": str(folder / "data"), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
        )

    return run


def _pip(python, *arguments):
    subprocess.run(
        [python, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments],
        check=True,
        timeout=600,
    )


def test_wheel_does_the_main_job(crible):
    """From pip install to a look-up and a served address, nothing of the tree is used."""
    assert crible("--version").stdout.startswith("crible ")
    assert crible("lookup", "x").returncode == 4
    for arguments in (("db", "upgrade"), ("lists", "import", "press")):
        done = crible(*arguments)
        assert done.returncode == 0, done.stderr
    done = crible("lookup", "--format", "json", "IEMZ Koupol")
    assert json.loads(done.stdout)["hits"][0]["entry"]["id"] == "press:iemz-kupol"
    assert json.loads(crible("lists", "show", "--format", "json").stdout)
    assert crible("serve", "--bind", "192.0.2.1:80").returncode == 2


def test_wheel_holds_compiled_tables_of_its_own_code(crible):
    """An installed crible parses no table on the way to a look-up."""
    done = crible(
        "-c",
        "from crible.text import compiled; print(compiled.is_fresh())",
        program="python",
    )
    assert done.stdout == "True\n", done.stderr


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_wheel_holds_inner_loops_compiled_for_any_python(wheel, crible):
    """Where the wheel is built with a compiler, whoever installs it needs none."""
    assert "-py3-none-" in wheel.name
    assert not wheel.name.endswith("-any.whl")
    done = crible(
        "-c",
        "from crible.matching.kernel.library import library; print(bool(library()))",
        program="python",
    )
    assert done.stdout == "True\n", done.stderr


def test_wheel_holds_the_shipped_folders_and_no_tests(wheel):
    """Migrations, watchlists and seeds ship; tests and local data do not."""
    listing = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(wheel)],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    for part in (
        "crible/_bundled/migrations/env.py",
        "crible/_bundled/watchlists/press.toml",
        "crible/_bundled/seeds/example-counterparties.csv",
        "crible/batch/columns.toml",
        "crible/text/tables/compiled.json",
        "LICENSE",
    ):
        assert part in listing
    assert "tests/" not in listing
    assert ".pyc" not in listing
