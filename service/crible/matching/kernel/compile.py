"""Compiles the library that ``library`` loads: with any C compiler, or not at all.

Run when crible is built or installed (``hatch_build.py``) and by ``make kernel``. It needs
nothing but Python itself, so that it runs before crible's dependencies are there; no
headers of Python either, since the library is plain C.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zlib
from pathlib import Path

FOLDER = Path(__file__).parent
FILE = FOLDER / "compiled.so"
COMPILERS = ("cc", "gcc", "clang")
# Products and sums stay two steps, so that every machine rounds alike.
_FLAGS = (
    *("-std=gnu11", "-O2", "-ffp-contract=off", "-fvisibility=hidden"),
    *("-shared", "-fPIC", "-Wall", "-Wextra", "-Werror=implicit-function-declaration"),
)
# For ``make sanitize``: every read and write is checked.
_WATCHED = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
_SECONDS = 120


def sources() -> list[Path]:
    """The files in C, the header first."""
    return sorted(FOLDER.glob("*.h")) + sorted(FOLDER.glob("*.c"))


def edition() -> int:
    """What tells one state of the sources from another."""
    found = 0
    for source in sources():
        found = zlib.crc32(source.read_bytes(), found)
    return found


def compile_library(
    compilers: tuple[str, ...] = COMPILERS, *, watched: bool = False
) -> str:
    """Compile the library into the package, whole or not at all.

    Args:
        compilers: commands to try; the first that is there is taken.
        watched: with checks of every access, for tests: it needs their runtime.

    Returns:
        why there is no library; empty when there is one.
    """
    compiler = next(filter(None, map(shutil.which, compilers)), None)
    if compiler is None:
        return "no C compiler is here"
    temporary = FILE.with_suffix(".tmp")
    try:
        done = subprocess.run(  # noqa: S603 - a compiler of this machine, fixed arguments
            [
                *(
                    compiler,
                    *_FLAGS,
                    *_WATCHED * watched,
                    f"-DCRIBLE_EDITION={edition()}u",
                ),
                *("-o", str(temporary)),
                *[str(source) for source in sources() if source.suffix == ".c"],
                "-lm",
            ],
            capture_output=True,
            check=False,
            text=True,
            timeout=_SECONDS,
        )
        if done.returncode:
            return f"{compiler} failed: {done.stderr.strip()[:500]}"
        temporary.replace(FILE)
    except (OSError, subprocess.SubprocessError) as error:
        return f"{compiler} could not be run: {error}"
    finally:
        temporary.unlink(missing_ok=True)
    return ""


if __name__ == "__main__":
    reason = compile_library(watched="--watched" in sys.argv)
    if reason:
        sys.stderr.write(f"Not compiled: {reason}. Crible works without, slower.\n")
    sys.exit(bool(reason))
