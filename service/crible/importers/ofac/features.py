"""Facts that OFAC's XML files carry as a label and a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.importers.ofac.dates import iso

if TYPE_CHECKING:
    from crible.importers.draft import Draft

_DATES = {
    "Birthdate": "birth",
    "Organization Established Date": "established",
    "Vessel Year of Build": "built",
    "Aircraft Manufacture Date": "built",
}
_COUNTRIES = {
    "Nationality Country": "nationality",
    "Citizenship Country": "citizenship",
    "Nationality of Registration": "country of registration",
}
_FLAGS = {"Vessel Flag", "VESSEL FLAG"}
_KEPT = {
    "Gender": "gender",
    "Website": "website",
    "Email Address": "email",
    "Phone Number": "phone",
    "Place of Birth": "birth place",
    "Title": "title",
    "Former Vessel Flag": "former flag",
    "Other Vessel Flag": "other flag",
    "Vessel Type": "vessel type",
    "VESSEL TYPE": "vessel type",
    "Other Vessel Type": "vessel type",
    "Vessel Tonnage": "tonnage",
    "Vessel Gross Tonnage": "gross tonnage",
    "Vessel Gross Registered Tonnage": "gross tonnage",
    "Vessel Owner": "owner",
    "Aircraft Model": "aircraft model",
    "Aircraft Operator": "aircraft operator",
    "Organization Type": "organization type",
    "Target Type": "target type",
}


def feature(label: str, value: str, draft: Draft) -> bool:
    """Puts a fact where it belongs; False for a label that is none of these."""
    if label in _DATES:
        draft.date(_DATES[label], iso(value))
    elif label in _COUNTRIES:
        draft.country(value, _COUNTRIES[label])
    elif label in _FLAGS:
        draft.country(value, "flag")
        draft.keep("flag", value)
    elif label in _KEPT:
        draft.keep(_KEPT[label], value)
    else:
        return False
    return True
