"""The real OFAC files, where the development data is at hand."""

from __future__ import annotations

import pytest

from crible.importers import info, read
from crible.model import Entry

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def sdn(real_data):
    """The SDN list of 2024-05-03 with the alternates and addresses of 2025-02."""
    lists = real_data / "lists"
    beside = lists / "us_ofac_alt_add_2025-02"
    primary = lists / "us_ofac_sdn_2024-05-03" / "sdn.csv.xz"
    paths = [primary, beside / "alt.csv", beside / "add.csv"]
    items = list(read(paths, info("ofac-sdn")).items)
    entries = {item.id: item for item in items if isinstance(item, Entry)}
    return entries, [item for item in items if not isinstance(item, Entry)]


def test_every_row_becomes_an_entry(sdn):
    """The only rejects are the two sums of rows from the later files."""
    entries, rejects = sdn
    assert len(entries) == 14_965
    assert [reject.where for reject in rejects] == ["alt.csv", "add.csv"]


def test_nearly_all_links_resolve(sdn):
    """Names that two entries share stay names."""
    relations = [one for entry in sdn[0].values() for one in entry.relations]
    resolved = sum(one.target in sdn[0] for one in relations)
    assert len(relations) > 6_000
    assert resolved / len(relations) > 0.99


def test_a_known_entry(sdn):
    """Kupol, with names, numbers, country and a link that leads to it."""
    kupol = sdn[0]["ofac-sdn:46431"]
    assert {name.text for name in kupol.names} >= {"JSC IEMZ KUPOL", "AO IEMZ KUPOL"}
    numbers = {(number.scheme, number.value) for number in kupol.identifiers}
    assert numbers == {
        ("inn", "1831083343"),
        ("okpo", "07502963"),
        ("ogrn", "1021801143374"),
    }
    assert kupol.countries == ("ru",)
    vektor = sdn[0]["ofac-sdn:46441"]
    assert [one.target for one in vektor.relations] == ["ofac-sdn:46431"]


def test_the_consolidated_list_is_read_too(real_data):
    """A file renamed by whoever kept it is recognised by its shape."""
    path = real_data / "lists" / "us_ofac_consolidated_2025-08" / "OFAC.csv"
    items = list(read([path], info("ofac-cons")).items)
    assert len(items) == 443
    assert all(isinstance(item, Entry) for item in items)
