"""Numbers in OFAC's remarks: ``Tax ID No. 1831083343 (Russia)`` and the like."""

from __future__ import annotations

import re

from crible.importers import countries
from crible.importers.schemes import refined
from crible.model import Identifier

LABELS: dict[str, str] = {
    "Tax ID No.": "tax-id",
    "Paraguayan tax identification number": "tax-id",
    "Italian Fiscal Code": "tax-id",
    "Fiscal Code": "tax-id",
    "Romanian Tax Registration": "tax-id",
    "US FEIN": "tax-id",
    "R.F.C. #": "tax-id",
    "R.F.C.": "tax-id",
    "RFC": "tax-id",
    "NIT #": "tax-id",
    "RUC #": "tax-id",
    "RIF #": "tax-id",
    "RTN": "tax-id",
    "C.U.I.T.": "tax-id",
    "C.I.F.": "tax-id",
    "Numero Unico de Identificacao Tributaria (NUIT)": "tax-id",
    "V.A.T. Number": "vat",
    "Registration Number": "registration",
    "Business Registration Number": "registration",
    "Business Registration Document #": "registration",
    "Business Number": "registration",
    "Registration ID": "registration",
    "Public Registration Number": "registration",
    "Commercial Registry Number": "registration",
    "Central Registration System Number": "registration",
    "Certificate of Incorporation Number": "registration",
    "Chamber of Commerce Number": "registration",
    "Istanbul Chamber of Comm. No.": "registration",
    "Dubai Chamber of Commerce Membership No.": "registration",
    "Company Number": "registration",
    "UK Company Number": "registration",
    "Enterprise Number": "registration",
    "Branch Unit Number": "registration",
    "Economic Register Number (CBLS)": "registration",
    "C.R. No.": "registration",
    "Romanian C.R.": "registration",
    "Folio Mercantil No.": "registration",
    "Matricula Mercantil No": "registration",
    "Trade License No.": "registration",
    "License": "registration",
    "Tourism License No.": "registration",
    "Registered Charity No.": "registration",
    "MSB Registration Number": "registration",
    "File Number": "registration",
    "Organization Code": "registration",
    "Government Gazette Number": "okpo",
    "BIK (RU)": "bik",
    "Unified Social Credit Code (USCC)": "uscc",
    "United Social Credit Code Certificate (USCCC)": "uscc",
    "Legal Entity Number": "lei",
    "D-U-N-S Number": "duns",
    "SWIFT/BIC": "swift",
    "ISIN": "isin",
    "Vessel Registration Identification IMO": "imo",
    "Vessel Registration Identification": "vessel-registration",
    "Company Number IMO": "imo-company",
    "Identification Number IMO": "imo-company",
    "MMSI": "mmsi",
    "Other Vessel Call Sign": "call-sign",
    "Aircraft Tail Number": "tail-number",
    "Previous Aircraft Tail Number": "tail-number",
    "Aircraft Manufacturer's Serial Number (MSN)": "msn",
    "Aircraft Construction Number (also called L/N or S/N or F/N)": "msn",
    "Aircraft Serial Identification": "msn",
    "Aircraft Mode S Transponder Code": "icao24",
    "Passport": "passport",
    "Diplomatic Passport": "passport",
    "Stateless Person Passport": "passport",
    "British National Overseas Passport": "passport",
    "Passport Booklet": "passport",
    "Travel Document Number": "travel-document",
    "National ID No.": "national-id",
    "National Foreign ID Number": "national-id",
    "Identification Number": "national-id",
    "Personal ID Card": "national-id",
    "Moroccan Personal ID No.": "national-id",
    "Bosnian Personal ID No.": "national-id",
    "Turkish Identification Number": "national-id",
    "Tazkira National ID Card": "national-id",
    "Citizen's Card Number": "national-id",
    "CNP (Personal Numerical Code)": "national-id",
    "Kenyan ID No.": "national-id",
    "UAE Identification": "national-id",
    "Cedula No.": "national-id",
    "Numero de Identidad": "national-id",
    "C.U.R.P. #": "national-id",
    "C.U.R.P.": "national-id",
    "C.U.I.": "national-id",
    "D.N.I.": "national-id",
    "N.I.E.": "national-id",
    "LE Number": "national-id",
    "I.F.E.": "national-id",
    "Credencial electoral": "national-id",
    "Electoral Registry No.": "national-id",
    "SSN": "national-id",
    "Residency Number": "residence-permit",
    "Driver's License No.": "driving-licence",
    "Birth Certificate Number": "birth-certificate",
    "Military Registration Number": "military-id",
    "Cartilla de Servicio Militar Nacional": "military-id",
}
"""What stands before the number -> the scheme it belongs to."""

_LETTERS = {"swift", "tail-number"}
"""Schemes whose numbers need not have a digit: BIC codes, marks such as EP-MMH."""

_LABEL = re.compile(
    r"(?P<label>"
    + "|".join(re.escape(label) for label in sorted(LABELS, key=len, reverse=True))
    + r")\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_CRYPTO = re.compile(r"Digital Currency Address - (?P<unit>[A-Z0-9]+) (?P<value>\S+)")
_END = re.compile(r"\s*(?:\bissued\b|\bexpire[sd]\b|\()")
_COUNTRY = re.compile(r"\(([^()]+)\)")


def identifier(clause: str) -> Identifier | None:
    """The identifier that a clause of the remarks states, or None."""
    if match := _CRYPTO.fullmatch(clause):
        return Identifier(f"crypto-{match['unit'].lower()}", match["value"])
    match = _LABEL.fullmatch(clause)
    if not match:
        return None
    rest = match["rest"]
    end = _END.search(rest)
    value = (rest[: end.start()] if end else rest).strip(" .,")
    scheme = LABELS[match["label"]]
    # "License" and "Passport" also begin plain sentences; a number has a digit.
    if not value or not (scheme in _LETTERS or any(map(str.isdigit, value))):
        return None
    codes = [code for name in _COUNTRY.findall(rest) if (code := countries.code(name))]
    country = codes[-1] if codes else None
    return Identifier(refined(scheme, value, country), value, country)
