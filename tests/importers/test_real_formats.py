"""The real lists of every authority, where the development data is at hand."""

from __future__ import annotations

import pytest

from crible.importers import info, read
from crible.model import Entry

pytestmark = pytest.mark.data

FILES = {
    "ofac-xml": (
        "ofac-cons",
        "us_ofac_consolidated_2025-03-28/consolidated.xml",
        443,
        0,
    ),
    "un-xml": ("un-sc", "un_2026-02-27/UN_consolidated.xml", 1_003, 0),
    "eu-journal-csv": ("eu-fsf", "eu_journal_2026-08", 8_421, 0),
    "uk-sl-tables": ("uk-sl", "uk_sanctions_list_2026-05", 6_046, 0),
    "uk-ofsi": ("uk-ofsi", "uk_ofsi_2020-04-27/sample_hmt.csv.xz", 2_114, 0),
    "uk-ofsi-xlsx": ("uk-ofsi", "uk_ofsi_2022-05-04/ConList.xlsx", 3_430, 0),
    "us-csl-csv": ("us-csl", "us_csl_2022-04/consolidated.csv.gz", 13_966, 0),
    "ca-sema-xml": ("ca-sema", "ca_sema_2025-05/cannada.xml", 4_759, 0),
    "opensanctions-csv": (
        "ua-war",
        "ua_war_sanctions_2026-03/targets.simple.csv.xz",
        5_600,
        0,
    ),
    "opensanctions-ftm": (
        "opensanctions",
        "opensanctions_ftm_sample/entities.ftm.json",
        14,
        0,
    ),
}


@pytest.fixture(scope="module")
def lists(real_data):
    """Entries by id and rejects of a file; each file is read once."""
    known = {}

    def reading(name):
        if name not in known:
            key, path, _, _ = FILES[name]
            format_ = name.removesuffix("-xlsx")
            items = list(
                read([real_data / "lists" / path], info(key), format=format_).items
            )
            entries = {item.id: item for item in items if isinstance(item, Entry)}
            known[name] = (
                entries,
                [item for item in items if not isinstance(item, Entry)],
            )
        return known[name]

    return reading


@pytest.mark.parametrize("name", FILES)
def test_every_row_becomes_an_entry(lists, name):
    """No real list of the development data has a reject."""
    entries, rejects = lists(name)
    assert (len(entries), len(rejects)) == FILES[name][2:]


@pytest.mark.parametrize("name", FILES)
def test_what_every_entry_has(lists, name):
    """One primary name first, and no name that is no text."""
    for entry in lists(name)[0].values():
        assert [one.type for one in entry.names].count("primary") == 1
        assert entry.names[0].type == "primary"
        assert all(any(map(str.isalnum, one.text)) for one in entry.names)
        assert len({one.text for one in entry.names}) == len(entry.names)


@pytest.mark.parametrize(
    ("name", "id_", "spelling", "number"),
    [
        (
            "eu-journal-csv",
            "eu-fsf:32014R0269:I.ENTITIES:614",
            "武汉高芯科技有限公司",
            "914201000668186736",
        ),
        (
            "eu-journal-csv",
            "eu-fsf:32014R0269:I.ENTITIES:502",
            "Juhang Aviation",
            "91440300MA5GN73B4F",
        ),
        (
            "eu-journal-csv",
            "eu-fsf:32014R0269:I.ENTITIES:503",
            "LLC TSK Vektor",
            "3849055365",
        ),
        (
            "eu-journal-csv",
            "eu-fsf:32014R0269:I.ENTITIES:21",
            "Concern Almaz-Antey",
            "1027739001993",
        ),
        (
            "eu-journal-csv",
            "eu-fsf:32014R0269:I.ENTITIES:141",
            "ИЖЕВСКИЙ ЭЛЕКТРОМЕХАНИЧЕСКИЙ ЗАВОД ‘КУПОЛ’",
            "1831083343",
        ),
        ("uk-sl-tables", "uk-sl:RUS2137", "WUHAN TONGSHENG TECHNOLOGY CO., LTD", ""),
        ("uk-sl-tables", "uk-sl:RUS2262", "LLC TSK Vektor", "3849055365"),
        (
            "ca-sema-xml",
            "ca-sema:russia-1-part-2-306",
            "Izhevsk Electromechanical Plant Kupol JSC",
            "",
        ),
        (
            "opensanctions-csv",
            "ua-war:NK-kjxLAGFbJhkJYP87MH84Ft",
            "IEMZ KUPOL JSC",
            "1831083343",
        ),
    ],
)
def test_companies_of_the_news(lists, name, id_, spelling, number):
    """Spelled as the list does, with the number that register and customers know."""
    entry = lists(name)[0][id_]
    assert entry.kind == "company"
    assert spelling in {one.text for one in entry.names}
    assert not number or number in {one.value for one in entry.identifiers}


def test_owners_are_found_in_a_network(lists):
    """The present owner with his share; former ones are kept aside."""
    entries, _ = lists("opensanctions-ftm")
    owned = entries["opensanctions:NK-abdzbEBkqyT29GyREbiURZ"]
    shares = {
        one.target: one.percent
        for one in owned.relations
        if one.type == "subsidiary-of"
    }
    assert shares["opensanctions:NK-aU5ybkbRFJucf8YMwsJvDw"] == 51.0
    assert len(owned.designations) > 10


def test_vessels_have_their_number(lists):
    """Nearly all of them, on every list that has vessels."""
    for name in (
        "eu-journal-csv",
        "uk-sl-tables",
        "us-csl-csv",
        "ca-sema-xml",
        "opensanctions-csv",
    ):
        vessels = [one for one in lists(name)[0].values() if one.kind == "vessel"]
        numbered = sum(
            any(n.scheme == "imo" for n in one.identifiers) for one in vessels
        )
        assert numbered / len(vessels) > 0.9


def test_one_list_in_two_formats_gives_the_same_entries(lists, real_data):
    """OFAC's table and XML, of different days: names and numbers of common entries."""
    path = real_data / "lists" / "us_ofac_consolidated_2025-08" / "OFAC.csv"
    table = {item.id: item for item in read([path], info("ofac-cons")).items}
    both = table.keys() & lists("ofac-xml")[0].keys()
    assert len(both) > 400
    pairs = [(table[id_], lists("ofac-xml")[0][id_]) for id_ in both]
    assert all((a.names[0], a.kind) == (b.names[0], b.kind) for a, b in pairs)
    changed = [
        a.id
        for a, b in pairs
        if set(a.designations) != set(b.designations)
        or {n.value for n in a.identifiers} != {n.value for n in b.identifiers}
    ]
    assert len(changed) / len(pairs) < 0.05, changed[:5]
