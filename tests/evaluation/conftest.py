"""A small list of invented subjects, and a run over it made once."""

from __future__ import annotations

import pytest

from crible.evaluation.cases import plan
from crible.evaluation.innocents import made
from crible.evaluation.matcher import Engine
from crible.evaluation.measure import measure
from crible.matching import default_profile
from crible.model import Entry, Name

_ROWS = (
    ("company", "Zarvex Shipping Company LLC", "Общество Зарвекс", "Cyrl"),
    ("company", "Drobnitz Machine Plant No 9 JSC", "Дробницкий завод", "Cyrl"),
    ("company", "Wuhan Miraltek Technology Co., Ltd.", "武汉米拉科技有限公司", "Hani"),
    ("company", "Brightwave Optics Co., Ltd.", "昆明松柏茶叶有限公司", "Hani"),
    ("person", "KOVALEV, Ivan Petrovich", "Ковалёв Иван Петрович", "Cyrl"),
    ("person", "PARVENKO, Olha", "Парвенко Ольга", "Cyrl"),
    ("vessel", "ARCTIC MULBREK 5", "", ""),
    ("vessel", "OSTRANDEL 11", "", ""),
    ("company", "Helsemark International Trading GmbH", "", ""),
    ("organization", "Grelovan Research Institute", "Гrelovan", "Cyrl"),
)


@pytest.fixture(scope="session")
def entries():
    """Entries in five scripts and kinds, each with copies for both halves."""
    found = []
    for number, (kind, primary, native, script) in enumerate(_ROWS):
        for copy in range(4):
            names = [Name(primary, "primary")]
            if native:
                names.append(Name(native, "native", script=script))
            # Copies differ in id alone, so that either half has some of each.
            found.append(Entry(f"t:{number}-{copy}", "t", kind, tuple(names)))
    return tuple(found)


@pytest.fixture(scope="session")
def asked(entries):
    """The names to ask of the half to report."""
    sources = {"given": ["Acme Bakery", "Zarvex Insurance", "Arctic Mulbrek 6"] * 2}
    sources.update(made(entries, 40))
    return plan(entries, sources, part=1, per_class=8, per_source=30)


@pytest.fixture(scope="session")
def run(asked):
    """Ask them of a profile."""

    def measured(profile=None):
        profile = profile or default_profile()
        return measure(
            asked,
            lambda listed: Engine(listed, profile),
            matcher=profile.id,
            line=profile.threshold,
            floor=0.4,
        )

    return measured


@pytest.fixture(scope="session")
def report(run):
    """The default profile's results."""
    return run()
