"""Every pattern that OFAC's remarks are made of."""

from __future__ import annotations

import pytest

from crible.importers.ofac.remarks import clauses, parse
from crible.model import Identifier, Name


def _weak(text, type_="alias"):
    return Name(text, type_, "weak")


NAMES = [
    ("a.k.a. 'BNC'.", [_weak("BNC")]),
    ("a.k.a. 'ONE'; a.k.a. 'TWO'.", [_weak("ONE"), _weak("TWO")]),
    ("f.k.a. 'ANA I'", [_weak("ANA I", "former")]),
    ("n.k.a. 'NOW'", [_weak("NOW")]),
    ('a.k.a. "FULL NAME".', [Name("FULL NAME")]),
    ("a.k.a. 'MERA'I'.", [_weak("MERA'I")]),
    ("a.k.a. ''ABD-AL-'IZ'; DOB 1951.", [_weak("'ABD-AL-'IZ")]),
    ("a.k.a. ''FOOPIE''", [_weak("'FOOPIE'")]),
    ("a.k.a. 'THE; SEMICOLON'; DOB 1951.", [_weak("THE; SEMICOLON")]),
    ("a.k.a. 'ENDS WITH CO.'.", [_weak("ENDS WITH CO.")]),
    ("a.k.a. 'NEVER CLOSED; a.k.a. 'CLOSED'.", [_weak("CLOSED")]),
    ("a.k.a. ''.", []),
    ("DOB 1946.", []),
]


@pytest.mark.parametrize(("text", "names"), NAMES, ids=[text for text, _ in NAMES])
def test_names(text, names):
    """Single quotation marks hold weak aliases, apostrophes and semicolons included."""
    assert parse(text).names == names


IDENTIFIERS = [
    ("Tax ID No. 1831083343 (Russia)", "inn", "1831083343", "ru"),
    ("Tax ID No. 770000000001 (Russia)", "inn", "770000000001", "ru"),
    ("Tax ID No. 100036386 (Serbia)", "tax-id", "100036386", "rs"),
    ("Tax ID No. AABA 670850 Y.", "tax-id", "AABA 670850 Y", None),
    ("Registration Number 1027739001993 (Russia)", "ogrn", "1027739001993", "ru"),
    ("Business Registration Number 1021801143374 (Russia).", "ogrn", "1021801143374", "ru"),
    ("Registration Number 304500116000061 (Russia)", "ogrnip", "304500116000061", "ru"),
    ("Registration Number HRA 738077 (Stuttgart) (Germany)", "registration", "HRA 738077", "de"),
    ("alt. Registration Number 45403041088 (Latvia).", "registration", "45403041088", "lv"),
    ("Government Gazette Number 09804148 (Russia).", "okpo", "09804148", "ru"),
    ("BIK (RU) 044030707", "bik", "044030707", None),
    ("Unified Social Credit Code (USCC) 9113100033607322XK (China)", "uscc", "9113100033607322XK", "cn"),
    ("Registration Number 91420100MA4F0QE59C (China)", "uscc", "91420100MA4F0QE59C", "cn"),
    ("Legal Entity Number 253400V1H6ART1UQ0N98 (Russia)", "lei", "253400V1H6ART1UQ0N98", "ru"),
    ("Legal Entity Number 12345 (Russia)", "registration", "12345", "ru"),
    ("SWIFT/BIC HAVIGB2L", "swift", "HAVIGB2L", None),
    ("SWIFT/BIC SABRRUMM", "swift", "SABRRUMM", None),
    ("D-U-N-S Number 52-024-2307", "duns", "52-024-2307", None),
    ("Vessel Registration Identification IMO 7406784", "imo", "7406784", None),
    ("Vessel Registration Identification 8606173.", "imo", "8606173", None),
    ("Vessel Registration Identification RS 150443 (Russia)", "vessel-registration", "RS 150443", "ru"),
    ("Company Number IMO 5055293.", "imo-company", "5055293", None),
    ("MMSI 572469210", "mmsi", "572469210", None),
    ("Aircraft Tail Number EP-MMH", "tail-number", "EP-MMH", None),
    ("Aircraft Manufacturer's Serial Number (MSN) 1023409321", "msn", "1023409321", None),
    ("Aircraft Construction Number (also called L/N or S/N or F/N) 8401", "msn", "8401", None),
    ("Passport D10007350 (Iran) expires 13 Oct 2025.", "passport", "D10007350", "ir"),
    ("Passport B 960789", "passport", "B 960789", None),
    ("Passport 472220033 (Korea, North)", "passport", "472220033", "kp"),
    ("National ID No. 216040 (Yemen)", "national-id", "216040", "ye"),
    ("C.U.R.P. AIMM67125HCHRRG06 (Mexico) issued 1968.", "national-id", "AIMM67125HCHRRG06", "mx"),
    ("Folio Mercantil No. 343997 (Mexico) issued 14 Dec 2005.", "registration", "343997", "mx"),
    ("Public Registration Number 467323, Doc. 694710 (Panama).", "registration", "467323, Doc. 694710", "pa"),
    ("NIT # 800018928-0 (Colombia).", "tax-id", "800018928-0", "co"),
    ("V.A.T. Number BG 121024920 (Bulgaria)", "vat", "BG 121024920", "bg"),
    ("Digital Currency Address - XBT 12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h", "crypto-xbt", "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "scheme", "value", "country"),
    IDENTIFIERS,
    ids=[row[0] for row in IDENTIFIERS],
)
def test_identifiers(text, scheme, value, country):
    """A number comes out with its scheme and country, and nothing is left over."""
    found = parse(text)
    assert found.identifiers == [Identifier(scheme, value, country)]
    assert found.raw == []


DATES = [
    ("DOB 15 Jan 1955", ("birth", "1955-01-15")),
    ("alt. DOB 1936", ("birth", "1936")),
    ("DOB Sep 1957.", ("birth", "1957-09")),
    ("DOB circa 1951", ("birth", "circa 1951")),
    ("DOB 1951 to 1953.", ("birth", "1951 to 1953")),
    ("DOB 31 Feb 1955", ("birth", "31 Feb 1955")),
    ("DOB 01 Jan 0000", ("birth", "01 Jan 0000")),
    ("DOB 99 Xyz 1955", ("birth", "99 Xyz 1955")),
    ("Organization Established Date 23 Apr 2002", ("established", "2002-04-23")),
    ("alt. Organization Established Date 1957", ("established", "1957")),
    ("Vessel Year of Build 1999", ("built", "1999")),
    ("Aircraft Manufacture Date Sep 1984", ("built", "1984-09")),
]


@pytest.mark.parametrize(("text", "date"), DATES, ids=[text for text, _ in DATES])
def test_dates(text, date):
    """Calendar dates become ISO; what is none stays as published."""
    assert parse(text).dates == [date]


LINKS = [
    ("Linked To: MAHAN AIR.", ["MAHAN AIR"]),
    ("Linked To: A CO., LTD.; Linked To: B.", ["A CO., LTD.", "B"]),
    ("Linked To: LAST, First Middle.", ["LAST, First Middle"]),
    (
        "Linked To: PRIVATE MILITARY COMPANY 'WAGNER'.",
        ["PRIVATE MILITARY COMPANY 'WAGNER'"],
    ),
    ("Linked To: .", []),
]


@pytest.mark.parametrize(("text", "linked"), LINKS, ids=[text for text, _ in LINKS])
def test_links(text, linked):
    """Only the full stop of the remark itself is taken away."""
    assert parse(text).linked == linked


KEPT = [
    ("POB Giza, Egypt", ("birth place", "Giza, Egypt")),
    ("Gender Male.", ("gender", "Male")),
    ("Website www.kupol.ru", ("website", "www.kupol.ru")),
    ("alt. Email Address a@b.example", ("email", "a@b.example")),
    ("Former Vessel Flag Malta", ("former flag", "Malta")),
    ("Target Type Private Company", ("target type", "Private Company")),
    ("nationality possibly Palestinian", ("remark", "nationality possibly Palestinian")),
    ("Passport lost in 1999 at sea", ("remark", "Passport lost in 1999 at sea")),
    ("Commander of the 555th Regiment", ("remark", "Commander of the 555th Regiment")),
    ("Listing Date (EO 14024 Directive 2): 24 Feb 2022", ("remark", "Listing Date (EO 14024 Directive 2): 24 Feb 2022")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "pair"), KEPT[:-3] + KEPT[-2:], ids=str)
def test_what_is_not_used_is_kept_word_for_word(text, pair):
    """Nothing of a remark is lost."""
    assert parse(text).raw == [pair]


def test_countries_come_from_nationality_and_citizenship():
    """Both count, in the order of the remark; a former flag does not."""
    text = "nationality Russia; citizen Cyprus; alt. citizen Malta; Former Vessel Flag Iran."
    assert parse(text).countries == ["ru", "cy", "mt"]


def test_a_semicolon_without_a_blank_separates_too():
    """The real list has a few."""
    assert clauses("nationality Egypt;arrested 23 Apr 2002; ;DOB 1951") == [
        "nationality Egypt",
        "arrested 23 Apr 2002",
        "DOB 1951",
    ]


def test_half_a_clause_at_the_thousandth_character_is_no_name():
    """A cut remark loses its last clause to ``raw``; its continuation restores it."""
    head = "DOB 1951; " + "x" * 955 + "; a.k.a. 'KEPT'; a.k.a. 'WHO"
    head = head.ljust(1000, "O")
    found = parse(head)
    assert found.names == [_weak("KEPT")]
    assert found.raw[0][0] == "remark cut by the publisher"
    assert parse(head + "LE'; DOB 1952.").names[1].text.endswith("OOLE")


def test_a_hostile_remark_is_read_in_linear_time():
    """Unclosed quotation marks by the thousand neither crash nor hang."""
    for text in (
        "a.k.a. '" * 5000,
        "a.k.a. 'x;" * 5000,
        "f.k.a. ''" * 5000,
        ";" * 50_000,
    ):
        parse(text)
