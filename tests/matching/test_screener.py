"""What holds for every name, list and text, whatever the weights are."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.matching.conftest import background_rows
from tests.strategies import any_text

import crible
from crible.model import Entry, Identifier, Name, Subject

_LINE = crible.default_profile().threshold
_BRANDS = (
    "Zarvexin",
    "Mulbrekor",
    "Ostrandel",
    "Quiviron",
    "Helsemark",
    "Drobnitz",
    "Zéphyrion",
    "Éclairon",
    "Škodavyr",
    "Müllerik",
)
_FORMS = ("LLC", "Ltd", "Ltd.", "L.L.C.", "OOO", "ООО", "GmbH", "d.o.o.", "Limited Liability Company", "JSC", "S.A.", "АО", "Co., Ltd.", "")  # fmt: skip
_names = st.lists(st.sampled_from(_BRANDS), min_size=1, max_size=4, unique=True)


def _one(listed, kind="company"):
    return crible.Screener.from_names(
        [*background_rows()[:30], ("x:1", kind, [listed])]
    )


def _score(screener, name, kind="company"):
    for hit in screener.screen(name, kind=kind, limit=100):
        if hit.entry_id == "x:1":
            return hit.score
    return 0.0


@settings(max_examples=60, deadline=None)
@given(_names, st.data())
def test_an_exact_name_is_never_lost_to_spelling(found, data):
    """Case, blanks, punctuation, order and diacritics do not cost the hit."""
    from unidecode import unidecode

    listed = " ".join(found)
    screener = _one(listed)
    mark = data.draw(
        st.sampled_from(["-", "  ", ", ", "/", "\u00a0", " . ", '" "', " – ", "\n"])
    )
    order = data.draw(st.permutations(found))
    for name in (
        listed, listed.upper(), listed.lower(), listed.swapcase(), mark.join(found),
        f"«{listed}»", f"({listed}).", " ".join(order), unidecode(listed), f"\ufeff {listed}\t",
    ):  # fmt: skip
        assert _score(screener, name) >= _LINE, name


@settings(max_examples=60, deadline=None)
@given(_names, st.sampled_from(_FORMS), st.sampled_from(_FORMS), st.booleans())
def test_an_exact_name_is_never_lost_to_its_legal_form(found, ours, theirs, first):
    """Dropping, adding, moving or swapping the legal form does not cost the hit."""
    brand = " ".join(found)
    screener = _one(f"{brand} {theirs}".strip())
    name = f"{ours} {brand}" if first else f"{brand} {ours}"
    assert _score(screener, name.strip()) >= _LINE


@settings(max_examples=100, deadline=None)
@given(any_text, any_text, st.sampled_from(["company", "person", None]))
def test_contributions_are_the_score(first, second, kind):
    """The reasons add up to the score, which lies between 0 and 1."""
    for left, right in ((first, second), (first, first + " " + second), (first, first)):
        compared = crible.compare(left, right, kind=kind)
        assert 0.0 <= compared.score <= 1.0
        total = sum(item.weight for item in compared.contributions)
        assert round(total, 4) == pytest.approx(compared.score, abs=1e-9)
        assert all(item.reason for item in compared.contributions)
        assert crible.compare(left, right, kind=kind) == compared


@settings(max_examples=60, deadline=None)
@given(any_text)
def test_any_name_is_safe_to_screen_and_scan(screener, text):
    """Any text is screened and scanned; hits add up, mentions say where they are."""
    for hit in screener.screen(text, threshold=0.1, limit=50):
        assert 0.1 <= hit.score <= 1.0
        assert round(sum(item.weight for item in hit.contributions), 4) == hit.score
    for mention in screener.scan(text + " IEMZ Kupol " + text):
        assert (text + " IEMZ Kupol " + text)[
            mention.start : mention.end
        ] == mention.text


@settings(max_examples=40, deadline=None)
@given(any_text)
def test_any_name_is_safe_to_list(text):
    """A list may hold any text; what it holds is found again unless it has no word."""
    screener = crible.Screener.from_names([("x:1", None, [text, "Zarvexin"])])
    assert screener.screen("Zarvexin")
    screener.screen(text)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(40)))
def test_answers_do_not_depend_on_the_order_of_entries(order):
    """The same list in another order gives the same hits in the same order."""
    rows = background_rows()[:40]
    one = crible.Screener.from_names(rows)
    other = crible.Screener.from_names([rows[place] for place in order])
    for _, _, names in rows[:12]:
        assert one.screen(names[0], limit=50) == other.screen(names[0], limit=50)


def test_one_screener_gives_the_same_answer_twice(screener, background):
    """What was asked before changes nothing."""
    before = [screener.screen(names[0]) for _, _, names in background[:40]]
    screener.scan("IEMZ Koupol et Almaz-Antey")
    assert [screener.screen(names[0]) for _, _, names in background[:40]] == before


@pytest.mark.parametrize("workers", [1, 2])
def test_many_subjects_get_the_answers_of_one(screener, background, workers):
    """Order and answers do not depend on the number of processes."""
    names = [names[0] for _, _, names in background[:60]]
    subjects = [
        Subject(name, kind="company", reference=str(place))
        for place, name in enumerate(names)
    ]
    found = list(screener.screen_many(subjects, workers=workers))
    assert [subject for subject, _ in found] == subjects
    assert [hits for _, hits in found] == [
        screener.screen_subject(subject) for subject in subjects
    ]


def test_many_bare_names_are_subjects(screener):
    """A string stands for a subject of that name."""
    ((subject, hits),) = screener.screen_many(["Koupol"])
    assert subject == Subject("Koupol")
    assert hits == screener.screen("Koupol")


@pytest.mark.parametrize(
    "name",
    [
        "Koupol",
        "Almaz Antey Telecom",
        "Zarvex Shipping",
        "Ivan Zarvekhin",
        "Moscow Mulbrek Plant",
    ],
)
def test_a_higher_threshold_only_takes_away(screener, name):
    """Hits at a higher line are those at a lower one that reach it."""
    low = screener.screen(name, threshold=0.3, limit=10_000)
    for line in (0.4, 0.5, 0.7, 0.9):
        assert screener.screen(name, threshold=line, limit=10_000) == tuple(
            hit for hit in low if hit.score >= line
        )


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_a_limit_keeps_the_best(limit):
    """The first hits of a longer answer; best first, ties by id."""
    brands = ["Zarvexin", "ZARVEXIN", "Zarwexin", "Zarvexin LLC"]
    rows = [(f"x:{n}", "company", [brands[n % 4]]) for n in range(12)]
    screener = crible.Screener.from_names(rows)
    full = screener.screen("Zarvexin", limit=100)
    assert len(full) > limit
    assert screener.screen("Zarvexin", limit=limit) == full[:limit]
    assert list(full) == sorted(full, key=lambda hit: (-hit.score, hit.entry_id))


def test_the_default_threshold_is_the_profiles(screener):
    """``None`` means the same line for every caller."""
    for name in ("Koupol", "Almaz", "Zarvex"):
        assert screener.screen(name) == screener.screen(name, threshold=_LINE)


def test_lists_narrow_the_answer(screener):
    """Only entries of the lists asked for; an unknown list has none."""
    assert {hit.entry_id for hit in screener.screen("Koupol", lists=["press"])} == {
        "press:kupol"
    }
    assert screener.screen("Koupol", lists=["back"]) == ()
    assert screener.screen("Koupol", lists=[]) == ()


@pytest.mark.parametrize(
    "name", ["", " ", "...", "\x00", "\ud800", "—", "«»", "\u200b", "()", "\n"]
)
def test_a_name_without_words_meets_nobody(screener, name):
    """There is nothing to compare: no hit, no crash."""
    assert screener.screen(name) == ()
    assert screener.scan(name) == ()
    assert crible.compare(name, "Kupol").score == 0.0
    assert crible.compare("Kupol", name).score == 0.0


def test_an_empty_list_answers():
    """A screener over nothing finds nothing."""
    empty = crible.Screener.from_names([])
    assert empty.screen("Kupol") == ()
    assert empty.scan("Kupol and Almaz-Antey") == ()


def test_an_identifier_makes_a_hit_and_adds_up():
    """A number that agrees finds the entry under any name, and the reasons add up."""
    entry = Entry(
        "x:1",
        "x",
        "company",
        (Name("Zarvexin LLC"),),
        identifiers=(Identifier("inn", "1831083343"),),
    )
    screener = crible.Screener.build([entry])
    for name in ("Quiviron", "Zarvexin", "Zarvexin LLC"):
        subject = Subject(name, identifiers=(Identifier("inn", "1831 083 343"),))
        (hit,) = screener.screen_subject(subject)
        assert hit.band == "strong"
        assert round(sum(item.weight for item in hit.contributions), 4) == hit.score


def test_an_alias_of_the_subject_counts():
    """Every name of the subject is screened; the best one speaks."""
    screener = _one("Zarvexin")
    (hit,) = screener.screen_subject(Subject("Harmless Name", aliases=("ZARVEXIN",)))
    assert hit.entry_id == "x:1"


@settings(max_examples=60, deadline=None)
@given(_names)
def test_a_name_is_itself(found):
    """A name against itself is a strong hit, in both directions and any kind."""
    name = " ".join(found)
    assume(name)
    for kind in ("company", "person", "vessel", None):
        assert crible.compare(name, name, kind=kind).band == "strong"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("JONG, Song Ho", "person"),
        ("HS STAR", "vessel"),
        ("CONSTRUCTORA W.L.", "company"),
        ("LI, Jiadong", "person"),
        ("LI, Jiadong", None),
    ],
)
def test_short_words_are_not_lost_among_many(name, kind, background):
    """The very same words always hit, however short and frequent they are."""
    listed = kind or "person"
    many = [(f"y:{n}", listed, [f"{name.split()[-1]} {n}"]) for n in range(600)]
    rows = [*background, *many, ("x:1", listed, [name])]
    screener = crible.Screener.from_names(rows)
    for said in (name, name.upper(), name.lower()):
        hits = screener.screen(said, kind=kind, limit=2000)
        assert "x:1" in {hit.entry_id for hit in hits}


_LONG = """
import crible
screener = crible.Screener.from_names([("x:1", "company", ["IEMZ Kupol"]), ("x:2", "company", ["Almaz-Antey"])])
texts = {{
    "word": "kupol" * 200_000,
    "kupol": "kupol " * 10_000,
    "Kupol": "Kupol " * 10_000,
    "brackets": "(" * 200_000,
    "letters": "K " * 50_000,
    "dots": "a." * 50_000,
    "marks": "a" + "\\u0301" * 200_000,
    "han": "\\u6b66\\u6c49" * 50_000,
    "quotes": "l'" * 50_000,
    "digits": "9" * 200_000,
    "upper": "IEMZ KUPOL ALMAZ ANTEY " * 2_000,
    "cyrillic": "\\u043a" * 500_000,
}}
text = texts[{what!r}]
if {how!r} == "scan":
    print(len(screener.scan(text)))
else:
    print(len(screener.screen(text)))
"""


@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("word", "scan"), ("word", "screen"), ("kupol", "scan"), ("Kupol", "scan"), ("brackets", "scan"), ("letters", "scan"),
        ("dots", "screen"), ("marks", "screen"), ("han", "scan"), ("quotes", "scan"), ("digits", "screen"), ("upper", "scan"),
        ("cyrillic", "screen"),
    ],
)  # fmt: skip
def test_hostile_text_comes_back(what, how):
    """Repeats and endless words are answered, not waited for."""
    program = _LONG.format(what=what, how=how)
    done = subprocess.run(
        [sys.executable, "-c", program],
        timeout=120,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-600:]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Santos", True),
        ("Santos Ltd.", False),
        ("Arnel Dovrenko Ltd.", True),
        ("ООО Арнел Довренко", True),
        ("Vornek Safi", True),
    ],
)
def test_a_legal_form_is_no_part_of_a_persons_name(name, found):
    """A company called like one part of a listed person's name is not that person."""
    listed = crible.Screener.from_names(
        [
            ("x:1", "person", ["Santos"]),
            ("x:2", "person", ["Arnel Dovrenko"]),
            ("x:3", "person", ["Vornek SAFI"]),
        ]
    )
    assert bool(listed.screen(name)) is found
