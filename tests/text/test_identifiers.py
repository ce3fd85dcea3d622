"""Numbers that identify, in every spelling."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import any_text

from crible.text.identifiers import keys, normalise, scheme_of
from crible.text.tables import load


@pytest.mark.parametrize(
    ("label", "scheme"),
    [
        ("INN", "inn"),
        ("ИНН", "inn"),
        ("tax id", "tax-id"),
        ("Tax_ID", "tax-id"),
        ("BIC", "swift"),
        ("SWIFT/BIC", "swift"),
        ("IMO number", "imo"),
        ("IMO No.", "imo"),
        ("company number", "registration"),
        ("统一社会信用代码", "uscc"),
        ("D-U-N-S Number", "duns"),
        ("favourite number", None),
    ],
)
def test_a_label_names_a_scheme(label, scheme):
    """People name schemes in many ways; what nobody knows stays unknown."""
    assert scheme_of(label) == scheme


@pytest.mark.parametrize(
    ("scheme", "value", "normal", "valid"),
    [
        ("inn", "1831 083-343", "1831083343", True),
        ("inn", "ИНН 1831083343", "1831083343", True),
        ("inn", "1831083344", "1831083344", False),
        ("inn", "183108334", "183108334", False),
        ("ogrn", "1021801143374", "1021801143374", True),
        ("ogrn", "1021801143375", "1021801143375", False),
        ("ogrnip", "385768585948949", "385768585948949", True),
        ("uscc", "９１110000600037341L", "91110000600037341L", True),
        ("lei", "lei: 5493 00IB P32U QZ0K L24", "549300IBP32UQZ0KL24", False),
        ("lei", "5493000IBP32UQZ0KL24", "5493000IBP32UQZ0KL24", True),
        ("swift", "sabrrummxxx", "SABRRUMM", True),
        ("swift", "SWIFT SABRRUMM012", "SABRRUMM012", True),
        ("swift", "SABR1UMM", "SABR1UMM", False),
        ("imo", "IMO 9074729", "9074729", True),
        ("imo", "9074720", "9074720", False),
        ("isin", "US0378331005", "US0378331005", True),
        ("vat", "BE 0454.419.759", "0454419759", True),
        ("duns", "52-024-2307", "520242307", None),
        ("duns", "52-024-230", "52024230", False),
        ("mmsi", "572469210", "572469210", None),
        ("passport", "АВ 123456", "AB123456", None),
        ("registration", "٠١٢٣٤٥٦٧", "01234567", None),
        ("inn", "0000000000", "", None),
        ("inn", "", "", None),
    ],
)
def test_one_spelling_and_its_check(scheme, value, normal, valid):
    """Separators, labels, widths and look-alikes do not matter; check digits do."""
    found = normalise(scheme, value)
    assert (found.value, found.valid) == (normal, valid)


@pytest.mark.parametrize(
    ("ours", "theirs", "meet"),
    [
        (("inn", "1831083343"), ("tax-id", "1831083343"), True),
        (("vat", "RU1831083343"), ("inn", "1831083343"), False),
        (("vat", "BE0454419759"), ("tax-id", "454419759"), True),
        (("registration", "1021801143374"), ("ogrn", "1021801143374"), True),
        (("registration", "1831083343"), ("inn", "1831083343"), True),
        (("registration", "1831083344"), ("inn", "1831083344"), False),
        (("identifier", "1831083343"), ("tax-id", "1831083343"), True),
        (("passport", "1831083343"), ("inn", "1831083343"), False),
        (("passport", "89161234567"), ("registration", "89161234567"), False),
        (("passport", "A123456"), ("travel-document", "A 123456"), True),
        (("swift", "SABRRUMM"), ("bic", "SABRRUMMXXX"), True),
        (("swift", "SABRRUMM"), ("swift", "SABRRUMM012"), False),
        (("imo", "5342883"), ("imo-company", "5342883"), False),
        (("registration", "01074897"), ("company number", "1074897"), True),
        (("kpp", "770801001"), ("kpp", "770801001"), False),
        (("inn", "123"), ("inn", "123"), False),
    ],
)
def test_families_meet_and_others_do_not(ours, theirs, meet):
    """A number is compared within its family, or where its check digit tells."""
    assert set(keys(*ours)).isdisjoint(keys(*theirs)) is not meet


_SCHEMES = st.sampled_from([*load("identifiers"), "crypto-xbt", "strange"])


@given(_SCHEMES, any_text, st.sampled_from([None, "ru", "cn", "be", "zz"]))
def test_any_value_is_safe(scheme, value, country):
    """Any text is normalised, and what is normal stays as it is."""
    once = normalise(scheme, value, country)
    again = normalise(once.scheme, once.value, once.country)
    assert again.value in {once.value, normalise(scheme, once.value, country).value}
    assert isinstance(keys(scheme, value, country), tuple)


@given(any_text)
def test_any_label_is_safe(label):
    """Any text may stand where a scheme is expected."""
    scheme_of(label)
    normalise(label, "1831083343")


def test_a_look_up_without_numbers_imports_no_checks():
    """The library of check digits is loaded when the first number comes."""
    code = (
        "import sys, crible;"
        "crible.Screener.from_names([('x:1', 'company', ['Kupol'])]).screen('Kupol');"
        "assert 'stdnum' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0
