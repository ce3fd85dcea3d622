"""Listed names in running text: where they are, and where they are not."""

from __future__ import annotations

from itertools import pairwise

import pytest

import crible

_PROSE = "a word at the head of a sentence or in capitals is taken for a ship's name"


def _miss(*values, reason):
    return pytest.param(*values, marks=pytest.mark.xfail(reason=reason, strict=True))


@pytest.fixture(scope="module")
def press():
    """Names as the press list holds them, with common words among them."""
    return crible.Screener.from_names(
        [
            (
                "p:kupol",
                "company",
                [
                    "IEMZ Kupol",
                    "Koupol",
                    "Купол",
                    "Ижевский электромеханический завод «Купол»",
                ],
            ),
            (
                "p:almaz",
                "company",
                ["Almaz-Antey", "Алмаз-Антей", "JSC Almaz-Antey Concern"],
            ),
            ("p:vektor", "company", ["TSK Vektor LLC", "ООО «ТСК Вектор»"]),
            ("p:aee", "company", ["Sichuan AEE"]),
            (
                "p:gaoxin",
                "company",
                ["武汉高芯科技有限公司", "Wuhan Global Sensor Technology Co., Ltd."],
            ),
            ("p:zarya", "vessel", ["ZARYA"]),
            ("p:vector", "vessel", ["VECTOR"]),
            ("p:almaz-ship", "vessel", ["ALMAZ"]),
            (
                "p:kovalchuk",
                "person",
                ["Yuri Valentinovich Kovalchuk", "Юрий Ковальчук"],
            ),
            ("p:uvz", "company", ["Uralvagonzavod", "Уралвагонзавод"]),
        ]
    )


def _found(screener, text):
    return [(text[m.start : m.end], m.entry_id) for m in screener.scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plant IEMZ Kupol received drones.", [("IEMZ Kupol", "p:kupol")]),
        ("Chinese experts visited Koupol six times.", [("Koupol", "p:kupol")]),
        ("Almaz-Antey is under sanctions.", [("Almaz-Antey", "p:almaz")]),
        ("Drones came through TSK Vektor, a procurement company.", [("TSK Vektor", "p:vektor")]),
        ("L'usine IEMZ Koupol, filiale d'Almaz-Antey, a conçu un drone.", [("IEMZ Koupol", "p:kupol"), ("Almaz-Antey", "p:almaz")]),
        ("Une filiale d’Almaz-Antey a testé un drone en Chine.", [("Almaz-Antey", "p:almaz")]),
        ("Sichuan AEE a livré des drones à Koupol.", [("Sichuan AEE", "p:aee"), ("Koupol", "p:kupol")]),
        ("Завод «Купол» получил дроны.", [("Купол", "p:kupol")]),
        ("Дроны поставлены на завод «Алмаз-Антей».", [("Алмаз-Антей", "p:almaz")]),
        ("Соглашение с Уралвагонзаводом подписано.", [("Уралвагонзаводом", "p:uvz")]),
        ("Директор Уралвагонзавода ушёл.", [("Уралвагонзавода", "p:uvz")]),
        ("ООО «ТСК Вектор» поставило их.", [("ООО «ТСК Вектор", "p:vektor")]),
        ("Das Werk Uralwagonsawod baut Panzer.", [("Uralwagonsawod", "p:uvz")]),
        ("Завод «Уралвагонзавод» під санкціями.", [("Уралвагонзавод", "p:uvz")]),
        ("武汉高芯科技有限公司被制裁。", [("武汉高芯科技有限公司", "p:gaoxin")]),
        ("美国制裁了武汉高芯科技有限公司。", [("武汉高芯科技有限公司", "p:gaoxin")]),
        ("The banker Yuri Kovalchuk was named.", [("Yuri Kovalchuk", "p:kovalchuk")]),
        ("Le banquier Iouri Kovaltchouk a été cité.", [("Iouri Kovaltchouk", "p:kovalchuk")]),
        ("Банкир Юрий Ковальчук назван.", [("Юрий Ковальчук", "p:kovalchuk")]),
    ],
)  # fmt: skip
def test_names_are_found_in_six_languages(press, text, expected):
    """The mention is the name itself, in the spelling of the text."""
    found = _found(press, text)
    for said, entry in expected:
        assert any(entry == other and said in mention for mention, other in found), (
            found
        )
    assert len(found) == len(expected), found


@pytest.mark.parametrize(
    "text",
    [
        "A vector of forces acts on the wing.",
        "Vector graphics are everywhere.",
        "The force is a vector. Vector quantities have a direction.",
        "Eigenvectors and VECTOR SPACES: A PRIMER",
        "Алмаз твёрже стали, а вектор имеет направление.",
        "На небе занялась заря. Заря была красной.",
        "Церковь украшает золотой купол собора.",
        "She wore an almaz ring.",
        "Sichuan food is hot. Sichuan is a province.",
        "Wuhan technology companies grow.",
        "The global sensor technology market is large.",
        "Yuri went home. Yuri Gagarin flew.",
        "Plant No. 9 and JSC forms are common.",
        "武汉是一座城市，科技发展很快。",
        "深圳的科技有限公司很多。",
        "Завод получил дроны из Китая.",
        "Le groupe a livré du matériel à l'usine.",
        "Die Gesellschaft mit beschränkter Haftung ist eine Rechtsform.",
        "",
    ],
)
def test_common_words_in_prose_are_no_names(press, text):
    """Words that are names of ships and plants are words first."""
    assert _found(press, text) == []


@pytest.mark.parametrize(
    "before",
    [
        "", "x ", "😀 ", "👩‍🚀🇷🇺 ", "e\u0301te\u0301 ", "\u00ad\u00ad ", "\u00a0\u00a0", "\r\n\r\n", "\ufeff", "\u202eabc\u202c ", "ﬁﬃ ", "½№ ", "\u3000", "\x00 ",
        "Ж\u0301 ", "مُحَمَّد ", "한국 ", "\ud800 ",
    ],
)  # fmt: skip
def test_places_hold_after_odd_characters(press, before):
    """Offsets count the code points of the text as it was given."""
    text = f"{before}IEMZ Kupol est une usine. Puis vint Almaz-Antey.{before}"
    found = press.scan(text)
    assert [text[m.start : m.end] for m in found] == ["IEMZ Kupol", "Almaz-Antey"]
    assert [m.start for m in found] == [len(before), text.index("Almaz")]
    assert all(m.text == text[m.start : m.end] for m in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ku\u00adpol IEMZ", None),
        ("IEMZ Ku\u00adpol received it", "IEMZ Ku\u00adpol"),
        ("IEMZ\u00a0Kupol received it", "IEMZ\u00a0Kupol"),
        ("IEMZ\r\nKupol received it", "IEMZ\r\nKupol"),
        ("IEMZ Kupo\u0301l received it", "IEMZ Kupo\u0301l"),
        ("IEMZ KUPOL RECEIVED IT", "IEMZ KUPOL"),
        ("«IEMZ Kupol» received it", "IEMZ Kupol"),
    ],
)
def test_a_mention_covers_what_stands_inside_it(press, text, said):
    """Hyphens that are not seen, line ends and marks inside a name belong to it."""
    found = [
        mention.text for mention in press.scan(text) if mention.entry_id == "p:kupol"
    ]
    assert len(found) == 1
    if said is not None:
        assert found == [said]


def test_an_all_capitals_headline_names_only_names(press):
    """Capitals alone make no name."""
    text = "RUSSIAN PLANT TESTS DRONE: ALMAZ-ANTEY AND URALVAGONZAVOD SILENT"
    assert [entry for _, entry in _found(press, text)] == ["p:almaz", "p:uvz"]


def test_mentions_come_in_order_and_apart(press):
    """Mentions ascend and do not overlap; the same name twice is two mentions."""
    text = "Koupol, Almaz-Antey, Koupol; TSK Vektor LLC (Sichuan AEE) Koupol."
    found = press.scan(text)
    assert [m.entry_id for m in found] == [
        "p:kupol",
        "p:almaz",
        "p:kupol",
        "p:vektor",
        "p:aee",
        "p:kupol",
    ]
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_threshold_filters_mentions(press):
    """A higher line gives no mention that a lower one would not."""
    text = "IEMZ Koupol, Almaz-Antey and Uralvagonzavot."
    low, high = press.scan(text, threshold=0.6), press.scan(text, threshold=0.95)
    assert all(mention.score >= 0.95 for mention in high)
    assert len(high) <= len(low)
