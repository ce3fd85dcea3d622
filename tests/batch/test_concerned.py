"""Whom a few entries may concern, told from what was noted: never fewer than are hit."""

from __future__ import annotations

import hashlib
import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crible.batch import few, traces
from crible.batch.concerned import Concern
from crible.batch.noting import Noting
from crible.batch.traces import Traces
from crible.matching import Screener, evidence
from crible.model import Entry, Identifier, Name, Subject
from crible.text.scripts import dominant_script

LISTED = (
    "Almaz-Antey",
    "Silent Brook Trading Co Ltd",
    "ИЭМЗ Купол",
    "武汉高芯科技有限公司",
    "Wuhan Gaoxin Technology",
    "J. P. Morgenstern & Co",
    "Uralvagonzavod OAO",
    "Gazprombank JSC",
    "Abdul Raqib Takhari",
    "Mohammed al-Rashid",
    "محمد الراشد",
    "김일수",
    "Kim Il Su",
    "Ivanov Ivan Ivanovich",
    "BMW",
    "Bayerische Motoren Werke",
    "Design Bureau Orion",
    "Plant No 9",
    "Завод Девять",
    "Golden Example Reef",
    "Ltd Trading House",
    "Q7 Systems",
    "V. S. Petrov",
    "Tikhookeanskoe Vysshee Voenno-Morskoe Uchilishche imeni Makarova",
)
OTHERS = (
    "Quiet Meadow Trading Ltd",
    "Petr Petrov",
    "Evergreen Global Holding",
    "ООО Ромашка",
    "北京科技有限公司",
    "Star Plant LLC",
    "Gazprom Neft",
    "Bank Rossiya",
    "Orion Works",
    "Kim Chol",
    "A. B. Consulting",
    "Brook and Sons",
)
WORDS = sorted({word for name in (*LISTED, *OTHERS) for word in name.split()})
CYRILLIC = str.maketrans("abgdeiklmnoprstuvz", "абгдеиклмнопрстувз")


def _entry(place, text, listed):
    return Entry(
        f"{listed}:{place}",
        listed,
        ("company", "person", "vessel", "organization")[place % 4],
        (Name(text, "primary", script=dominant_script(text)),),
        identifiers=(Identifier("inn", f"7728168{listed == 'n':b}{place:02}"),),
    )


@cache
def _setting():
    """The engine before, the entries that came, as a night asks them, and all."""
    old = [_entry(place, text, "o") for place, text in enumerate(OTHERS)]
    new = [_entry(place, text, "n") for place, text in enumerate(LISTED)]
    before, whole = Screener.build(old), Screener.build([*old, *new])
    places = [
        place
        for place in range(len(whole.index.ids))
        if whole.index.ids[place].startswith("n:")
    ]
    small = few.screener_of(whole.index, places, whole.profile)
    return Noting(before), small, Concern(small, whole.index, LINE, ()), whole


LINE = 0.6


def _traces(noting, subjects):
    """The traces of subjects, as a batch leaves them."""
    digests = []
    for subject in subjects:
        noting.screen_subject(subject, threshold=LINE)
        assert noting.note(subject)
        digests.append(hashlib.blake2b(repr(subject).encode(), digest_size=16).digest())
    return noting.taken(digests)


def _chosen(small, subject):
    """Whether the engine would score one of the few names beside a subject."""
    return any(
        small._candidates.select(
            small.asked(parsed),
            LINE,
            countries=bool(subject.countries),
            reach=evidence.reach(subject, small.profile),
            persons=persons,
        ).names
        for name in (subject.name, *subject.aliases)
        for parsed, persons in small.read(name, subject.kind)
        if parsed.tokens
    )


def _slipped(draw, name):
    """A name as somebody else would write it."""
    place = draw.randrange(len(name))
    ways = (
        name[:place] + name[place + 1 :],
        name[:place] + draw.choice("aeo x") + name[place + 1 :],
        name[:place] + name[place:][1::-1] + name[place + 2 :],
        name.replace(" ", "", 1),
        name.replace(" ", draw.choice("-.ao"), 1),
        " ".join(reversed(name.split())),
        name.upper(),
        name.lower().translate(CYRILLIC),
        "".join(word[0] for word in name.split()),
        " ".join(word[0] + "." for word in name.split()[:-1]) + " " + name.split()[-1],
        name.replace("k", "c").replace("u", "ou").replace("v", "w"),
        f"{name} {draw.choice(WORDS)}",
        (name + " of the Russian Federation, Moscow")[:35],
        " ".join(name.split()[:2]),
    )
    return draw.choice(ways) or name


@given(
    st.integers(0, 1 << 30),
    st.sampled_from([None, "company", "person"]),
    st.booleans(),
    st.sampled_from(["", "1970-01-01"]),
)
@settings(max_examples=120, deadline=None, derandomize=True)
def test_whoever_the_engine_would_look_at_is_concerned(seed, kind, abroad, born):
    """Altered names, merged words, slips and other scripts: nobody is missed."""
    draw = random.Random(seed)
    subjects = []
    for _ in range(6):
        name = draw.choice((*LISTED, *OTHERS, " ".join(draw.sample(WORDS, 3))))
        for _ in range(draw.randint(0, 2)):
            name = _slipped(draw, name)
        other = (draw.choice(LISTED),) if draw.random() < 0.1 else ()
        number = (Identifier("inn", f"77281681{draw.randrange(40):02}"),)
        subjects.append(
            Subject(
                name,
                other,
                kind,
                ("ru",) if abroad else (),
                number if draw.random() < 0.2 else (),
                born,
            )
        )
    noting, small, concern, _ = _setting()
    found = concern.falls_on(_traces(noting, subjects)).tolist()
    for subject, is_concerned in zip(subjects, found, strict=True):
        hit = bool(small.screen_subject(subject, threshold=LINE, limit=1))
        assert is_concerned or not (hit or _chosen(small, subject)), subject


@pytest.mark.parametrize(
    "name",
    [
        # Cut off by a field of 35 characters, within a word.
        "Tikhookeanskoe-Vysshee Voenno-Morsk",
        "Tikhookeanskoe.Vysshee Voenno-Morsk",
        "Q Systems 7",
        "J Morgenstern P",
        "Bayerische Motoren",
        "B M W",
        "Takhari Abdulraqib",
        "محمد راشد",
        "Mohamad Rashed",
        "Kim Ilsu",
        "Завод 9",
        "Gazprom Bank",
    ],
)
def test_names_that_are_met_in_a_way_of_their_own_are_not_missed(name):
    """What the engine looks at is told, whichever way it found it."""
    noting, small, concern, _ = _setting()
    (is_concerned,) = concern.falls_on(_traces(noting, [Subject(name)]))
    assert is_concerned or not _chosen(small, Subject(name))


def test_strangers_are_not_concerned():
    """Whoever shares common words alone, or nothing, is not asked about."""
    names = ["Evergreen Trading Limited", "Somebody Co Ltd", "Петров и сыновья"]
    noting, _, concern, _ = _setting()
    assert not concern.falls_on(_traces(noting, map(Subject, names))).any()


def test_word_that_weighs_something_else_concerns_its_holders():
    """A word that moved is reason enough, whoever else holds it."""
    noting, small, _, whole = _setting()
    concern = Concern(small, whole.index, LINE, {"meadow"})
    noted = _traces(noting, map(Subject, ["Quiet Meadow Farm", "Quiet Hill Farm"]))
    assert concern.falls_on(noted).tolist() == [True, False]


@pytest.mark.parametrize("name", [*LISTED[:8], *OTHERS[:6], "", "!!", "a b c d e f g"])
def test_noting_changes_no_answer(name):
    """A screener that notes gives the hits of one that does not."""
    noting, *_, whole = _setting()
    plain = Screener(noting.index, noting.profile)
    assert noting.screen(name) == plain.screen(name)
    again = Noting(whole)
    assert again.screen(name) == whole.screen(name)


def test_very_long_names_leave_no_trace():
    """What cannot be noted in columns is read again on the next night."""
    noting, *_ = _setting()
    subject = Subject(" ".join(f"word{number}" for number in range(70)))
    noting.screen_subject(subject)
    assert not noting.note(subject)


def test_segments_can_be_parted_and_put_together():
    """However the traces are cut, each subject keeps its own."""
    noting, _, concern, _ = _setting()
    subjects = [Subject(name, (name[:9],)) for name in (*LISTED, *OTHERS)]
    whole = _traces(noting, subjects)
    found = concern.falls_on(whole)
    third = [place % 3 == 0 for place in range(len(subjects))]
    wanted = found & False
    wanted[third] = True
    parts = [whole.some(wanted), whole.some(~wanted)]
    assert [len(part) for part in parts] == [sum(third), len(subjects) - sum(third)]
    assert concern.falls_on(parts[0]).tolist() == found[wanted].tolist()
    again = Traces.together(parts)
    assert concern.falls_on(again).tolist() == [*found[wanted], *found[~wanted]]
    assert traces.unpacked(again.packed()[16:]).packed() == again.packed()
