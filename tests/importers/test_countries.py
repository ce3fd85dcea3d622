"""Country names lead to codes."""

from __future__ import annotations

import csv
import lzma
import re
import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from crible.importers import countries


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Russia", "ru"),
        ("RUSSIAN FEDERATION", "ru"),
        ("Korea, North", "kp"),
        ("Democratic People's Republic of Korea", "kp"),
        ("Democratic People’s Republic of Korea", "kp"),
        ("Congo, Democratic Republic of the", "cd"),
        ("Congo, Republic of the", "cg"),
        ("St. Kitts & Nevis", "kn"),
        ("Cote d Ivoire", "ci"),
        ("Côte d’Ivoire", "ci"),
        ("The Gambia", "gm"),
        ("Region: Gaza", "ps"),
        ("Virgin Islands, British", "vg"),
        ("États-Unis", "us"),
        ("Corée du Nord", "kp"),
        ("Türkiye", "tr"),
        ("Kosovo", "xk"),
        (" China. ", "cn"),
        ("undetermined", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_code(name, code):
    """Case, accents, apostrophes and abbreviations do not matter."""
    assert countries.code(name) == code


def test_no_name_leads_to_two_countries():
    """Every folded name stands once in the table."""
    text = (files("crible.importers") / "tables" / "countries.toml").read_text("utf-8")
    table = tomllib.loads(text)["countries"]
    owners = Counter(
        folded
        for names in table.values()
        for folded in {countries._folded(name) for name in names}
    )
    assert [name for name, count in owners.items() if count > 1] == []
    assert all(re.fullmatch("[a-z]{2}", code) for code in table)
    assert len(table) > 245


@pytest.mark.data
def test_every_country_that_ofac_writes_is_known(real_data):
    """Addresses, flags and nationalities of the real files all resolve."""
    lists = real_data / "lists"
    with (lists / "us_ofac_alt_add_2025-02" / "add.csv").open(newline="") as stream:
        seen = {row[4] for row in csv.reader(stream) if len(row) == 6}
    packed = lists / "us_ofac_sdn_2024-05-03" / "sdn.csv.xz"
    with lzma.open(packed, "rt", newline="") as stream:
        for row in csv.reader(stream):
            if len(row) == 12:
                seen.add(row[9])
                seen.update(
                    match[1]
                    for match in re.finditer(
                        r"(?:nationality|citizen) ([^;]+?)\.?(?:;|\Z)", row[11]
                    )
                )
    seen -= {"-0- ", "possibly Palestinian"}
    unknown = {
        name
        for name in seen
        if countries.code(name) is None and not countries.is_nowhere(name)
    }
    assert unknown == set()
