"""Runs commands as a user would: in this process, or as a real one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from crible.cli.root import root


@pytest.fixture
def crible(data_folder):
    """Run a command over ``data_folder`` in this process."""

    def run(*arguments, folder=data_folder, stdin=None, **environment):
        settings = {"CRIBLE_DATA_DIR": str(folder), **environment}
        return CliRunner(env=settings).invoke(root, list(arguments), input=stdin)

    return run


@pytest.fixture
def process(data_folder):
    """Run a command over ``data_folder`` as a process of its own."""

    def run(*arguments, stdin=b"", **environment):
        return subprocess.run(
            [sys.executable, "-c", "from crible.cli import main; main()", *arguments],
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
            env={
                **os.environ,  # noqa: TID251 - a child needs the path and such
                "CRIBLE_DATA_DIR": str(data_folder),
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                **environment,
            },
        )

    return run
