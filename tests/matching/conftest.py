"""A background list: invented names, so that a pair is judged among many."""

from __future__ import annotations

import random

import pytest

import crible

_BRANDS = [
    "zarvex",
    "mulbrek",
    "ostrandel",
    "quiviron",
    "helsemark",
    "drobnitz",
    "parvenko",
    "silmaro",
    "tekhnorost",
    "baltamir",
    "kordunex",
    "virelda",
    "norvatek",
    "jasmundo",
    "grelovan",
    "mistrakon",
    "pelagrin",
    "ustravo",
    "corvandis",
    "ebrelkon",
]
_TRADES = [
    "Shipping",
    "Trading",
    "Plant",
    "Bank",
    "Insurance",
    "Aviation",
    "Research",
    "Institute",
    "Telecom",
    "Holding",
    "Construction",
    "Energy",
    "Metals",
    "Chemical",
    "Foods",
]
_PLACES = [
    "Moscow",
    "Omsk",
    "Tehran",
    "Wuhan",
    "Shenzhen",
    "Dubai",
    "Damascus",
    "Minsk",
    "Caracas",
    "Pyongyang",
]
_FORMS = ["LLC", "JSC", "Ltd", "GmbH", "OOO", "d.o.o.", "S.A.", "PJSC", "Co.,Ltd."]
_GIVEN = [
    "Ivan",
    "Pavel",
    "Reza",
    "Hamid",
    "Wei",
    "Li",
    "Karim",
    "Olena",
    "Maria",
    "Jong",
    "Samir",
    "Dmitri",
]
_FAMILY = [
    "Zarvekhin",
    "Mulbrekov",
    "Ostrandi",
    "Quivani",
    "Helsemarov",
    "Drobnitsyn",
    "Parvenkova",
    "Silmarian",
    "Baltamirov",
    "Kordunov",
]


def background_rows():
    """About 300 invented rows: companies, persons and vessels."""
    chance = random.Random(20240926)
    rows = []
    for number in range(300):
        what = number % 3
        if what == 0:
            name = f"{chance.choice(_BRANDS).title()} {chance.choice(_TRADES)} {chance.choice(_FORMS)}"
            rows.append((f"back:{number}", "company", [name]))
        elif what == 1:
            name = f"{chance.choice(_PLACES)} {chance.choice(_BRANDS).title()} {chance.choice(_TRADES)}"
            rows.append((f"back:{number}", "company", [name, name.upper()]))
        else:
            name = f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"
            rows.append((f"back:{number}", "person", [name]))
    return rows


@pytest.fixture(scope="session")
def background():
    """Rows for ``Screener.from_names``."""
    return background_rows()


@pytest.fixture(scope="session")
def screener(background):
    """A screener over the background list and a few well-known names."""
    return crible.Screener.from_names(
        [
            *background,
            ("press:kupol", "company", ["IEMZ Kupol", "Koupol", "Купол"]),
            ("press:almaz", "company", ["JSC Almaz-Antey", "Алмаз-Антей"]),
            ("press:vektor", "company", ["TSK Vektor LLC", "ООО «ТСК Вектор»"]),
            ("press:kovalchuk", "person", ["Yuri Valentinovich Kovalchuk"]),
            ("press:gaoxin", "company", ["武汉高芯科技有限公司"]),
            ("press:arctic", "vessel", ["ARCTIC 5"]),
        ]
    )
