"""Self-test: every name of a list hits its own entry, however it is written."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from unidecode import unidecode

import crible
from crible.importers import info, read
from crible.model import Entry

_OFAC = Path(__file__).parents[1] / "fixtures" / "ofac"


def _entries(key, paths):
    return [item for item in read(paths, info(key)).items if isinstance(item, Entry)]


def _missed(screener, entries):
    """Names that do not hit their own entry as written, in upper, lower and ASCII."""
    missed = []
    for entry in entries:
        for name in entry.names:
            for said in (
                name.text,
                name.text.upper(),
                name.text.lower(),
                unidecode(name.text),
            ):
                # A romanisation by rule of letters is another test than the name itself.
                if (
                    said != name.text
                    and said == unidecode(name.text)
                    and name.script != "Latn"
                ):
                    continue
                found = screener.screen(said, kind=entry.kind, limit=1000)
                if entry.id not in {hit.entry_id for hit in found}:
                    missed.append((entry.id, said))
    return missed


@pytest.fixture(scope="module")
def ofac():
    """Entries of the fixture in OFAC's format."""
    return _entries("ofac-sdn", [_OFAC])


@pytest.fixture(scope="module")
def press():
    """Entries of the list that ships."""
    return _entries("press", [])


def test_every_name_of_the_ofac_fixture_hits_itself(ofac):
    """Any case and without diacritics, no name of an entry is lost."""
    assert ofac
    assert _missed(crible.Screener.build(ofac), ofac) == []


def test_every_name_of_the_press_list_hits_itself(press, ofac):
    """The same, with another list beside it."""
    assert press
    assert _missed(crible.Screener.build([*press, *ofac]), press) == []


@pytest.fixture(scope="module")
def data():
    """The development data folder; its tests are skipped without it."""
    folder = os.environ.get("CRIBLE_TEST_DATA")  # noqa: TID251 - a test's own switch
    if not folder:
        pytest.skip("CRIBLE_TEST_DATA does not name the development data folder")
    return Path(folder)


@pytest.fixture(scope="module")
def sdn(data, tmp_path_factory):
    """A screener over the real list, with its entries."""
    import lzma

    folder = tmp_path_factory.mktemp("sdn")
    packed = data / "lists" / "us_ofac_sdn_2024-05-03" / "sdn.csv.xz"
    (folder / "sdn.csv").write_bytes(lzma.decompress(packed.read_bytes()))
    entries = _entries("ofac-sdn", [folder])
    return crible.Screener.build(entries), entries


@pytest.mark.data
def test_a_sample_of_the_real_list_hits_itself(sdn):
    """500 names of the real list, all of them."""
    screener, entries = sdn
    sample = random.Random(1).sample(entries, 500)
    assert (
        _missed(screener, [Entry(e.id, e.list, e.kind, e.names[:1]) for e in sample])
        == []
    )


@pytest.mark.data
def test_innocent_companies_seldom_alert(sdn, data, capsys):
    """1,000 listed companies of the world: the rate is shown, and is no flood."""
    import csv
    import lzma

    screener, _ = sdn
    packed = data / "company_names" / "listed_companies_world.csv.xz"
    with lzma.open(packed, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = (
        "name"
        if "name" in rows[0]
        else next(key for key in rows[0] if "name" in key.lower())
    )
    names = [row[column] for row in random.Random(2).sample(rows, 1000) if row[column]]
    alerts = [
        (name, hits[0])
        for name in names
        if (hits := screener.screen(name, kind="company", limit=1))
    ]
    with capsys.disabled():
        print(f"\n{len(alerts)} alerts on {len(names)} innocent companies")  # noqa: T201 - the figure is the point
        for name, hit in alerts[:40]:
            print(f"  {hit.score:.3f} {name} ~ {hit.matched.name}")  # noqa: T201
    assert len(alerts) < 0.2 * len(names)
