"""The compiled inner loops against their twins in Python.

Whole look-ups of both kinds are held against a full scan in ``test_candidates``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.strategies import any_text

from crible.errors import IndexDamaged
from crible.matching import Screener
from crible.matching.candidates import Candidates
from crible.matching.index import Index
from crible.matching.kernel import compile as compiling
from crible.matching.kernel.library import library
from crible.matching.similarity import edited
from crible.matching.units import units
from crible.text.tokens import parse

pytestmark = pytest.mark.skipif(
    shutil.which("cc") is None, reason="there is no C compiler: nothing is compiled"
)

LISTED = [
    *("Gazprombank", "Gazprom Neft Trading", "Surgutneftegaz", "Uralvagonzavod"),
    *(
        "Uralvagonzavod Izhevsk",
        "Мухаммед Кадыров",
        "Mohammed Kadyrov",
        "Muhamad Qadirov",
    ),
    *(
        "محمد قادروف",
        "حسن نصر الله",
        "武汉高芯科技有限公司",
        "武汉高新科技",
        "深圳华芯",
        "Shenzhen Huaxin",
    ),
    *(
        "Wuhan Gaoxin Technology",
        "Kim Jong Il",
        "김정일",
        "Zarya IX",
        "Zarya 9",
        "A K Petrov",
    ),
    *(
        "Izhevsk Electromechanical Plant Kupol",
        "IEMZ",
        "Алмаз-Антей",
        "Almaz Antey",
        "TS Bank",
    ),
    *(
        "Galina Anatolievna",
        "Galinanatolievna",
        "Sub Zero",
        "Vektor",
        "VECTOR",
        "Bektor",
        "Victor",
    ),
]
LETTERS = "abcdeghijklmnoprstuvzSCZy"
_keys = st.text(LETTERS, min_size=1, max_size=14)


@pytest.fixture(scope="module")
def screener():
    """A screener over names in several scripts that resemble each other."""
    return Screener.from_names(
        [(f"x:{number}", None, [name]) for number, name in enumerate(LISTED)]
    )


@pytest.fixture(scope="module")
def twins(screener):
    """What selects names with the library, and without."""
    return tuple(
        Candidates(screener.index, screener.profile, compiled=compiled)
        for compiled in (True, False)
    )


_words = st.one_of(
    st.sampled_from([word for name in LISTED for word in name.split()]),
    st.text(LETTERS.lower() + "вегкмоуакпл武汉高新芯محد", min_size=1, max_size=12),
    any_text,
)


@st.composite
def _names(draw):
    """Words of the list and others, some with a letter lost, doubled or changed."""
    found = []
    for word in draw(st.lists(_words, min_size=1, max_size=4)):
        place = draw(st.integers(0, max(0, len(word) - 1)))
        letter = draw(st.sampled_from(LETTERS.lower()))
        found.append(
            draw(
                st.sampled_from(
                    [
                        word,
                        word,
                        word[:place] + word[place + 1 :],
                        word[:place] + letter + word[place:],
                        word[:place] + letter + word[place + 1 :],
                    ]
                )
            )
        )
    return draw(st.sampled_from([" ", "", "-"])).join(found)


@given(_keys, _keys, st.booleans())
@example("gazprombank", "gazpormbank", False)
@example("gazpromban", "agzprobman", False)
@example("abcdefghijkl", "abcdefghi", False)
def test_readings_are_as_far_apart_as_in_python(first, second, joined):
    """The credit of two readings is the same number, to the last bit."""
    native = library().crible_edited(
        first.encode(), len(first), second.encode(), len(second), joined
    )
    assert native == edited(first, second, joined=joined)


@given(_names())
def test_words_found_are_those_of_the_twin(twins, name):
    """For each unit of a name the same words agree, as far, and in the same way."""
    native, plain = twins
    for unit in units(parse(name)):
        joined = len(unit.positions) > 1
        asked = unit.text, unit.script
        assert (
            native.finder.met(*asked, joined=joined).rows
            == plain.finder.met(*asked, joined=joined).rows
        )


@given(_names())
def test_ways_to_cut_a_word_are_those_of_the_twin(twins, name):
    """A word is cut in the same pieces, which the same names hold."""
    native, plain = (one.retrieval for one in twins)
    for unit in units(parse(name)):
        told = [
            {
                (*(tuple(piece.tolist()) for piece in way.pieces), *way.names.tolist())
                for way in retrieval.ways(unit)
            }
            for retrieval in (native, plain)
        ]
        assert told[0] == told[1]


@given(
    _names(),
    st.sampled_from([0.3, 0.5, 0.7, 0.9]),
    st.sampled_from([None, True, False]),
)
def test_names_chosen_are_those_of_the_twin(screener, twins, name, line, persons):
    """The same names are worth scoring."""
    parsed = parse(name, person=bool(persons))
    if not parsed.tokens:
        return
    native, plain = (
        set(one.select(screener.asked(parsed), line, persons=persons).names)
        for one in twins
    )
    assert native == plain


@given(
    _names(),
    _names(),
    st.sampled_from([34, 35]),
    st.sampled_from([0.3, 0.5, 0.7, 0.9]),
    st.sampled_from([None, True, False]),
)
@example("Izhevsk Electromechanical Plant Kupol", "", 34, 0.7, None)
@example("Gazprombank Gazprom Neft Uralvagonzavod", "", 35, 0.7, False)
def test_names_cut_off_are_chosen_as_by_the_twin(
    screener, twins, name, more, length, line, persons
):
    """Of a name that a field of 35 characters cut off the same names are worth scoring."""
    cut = f"{name} {more} Izhevsk Uralvagonzavod Kupol Trading"[:length]
    parsed = parse(cut, person=bool(persons))
    asked = screener.asked(parsed)
    assert asked.truncated
    native, plain = (
        set(one.select(asked, line, persons=persons).names) for one in twins
    )
    assert native == plain


def test_long_names_take_the_way_in_python(screener):
    """A name of more words than the library has room for is screened all the same."""
    name = " ".join(
        [f"padding{letter}{other}" for letter in "abcdefgh" for other in "abcdefgh"]
    )
    assert screener.screen(name) == ()
    assert screener.screen(f"Uralvagonzavod {name}") == ()
    assert screener.screen("Uralvagonzavod")


@pytest.mark.parametrize("array", ["postings", "exact_at", "part_word", "word_keys_at"])
def test_an_index_that_leads_out_of_itself_is_damaged(screener, array):
    """A number too large is told as damage, and never followed into foreign memory."""
    arrays = dict(screener.index.arrays)
    arrays[array] = arrays[array].copy()
    arrays[array][-1] += 1_000_000
    with pytest.raises(IndexDamaged):
        Screener(Index(arrays, screener.index.meta), screener.profile)


def test_an_edition_of_other_sources_is_not_used(tmp_path):
    """A library that was compiled from other sources is left alone, and said to be."""
    package = Path(compiling.__file__).parent.parent.parent
    copy = tmp_path / "crible"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    source = copy / "matching" / "kernel" / "edits.c"
    source.write_text(source.read_text() + "\n/* Another edition. */\n")
    asked = "from crible.matching.kernel.library import library; print(library())"

    def ask() -> str:
        done = subprocess.run(
            [sys.executable, "-c", asked],
            check=True,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={"PYTHONPATH": str(tmp_path)},
        )
        return done.stdout

    assert ask() == "None\n"
    subprocess.run([sys.executable, copy / "matching/kernel/compile.py"], check=True)
    assert "compiled.so" in ask()


def test_without_a_compiler_the_reason_is_told():
    """Crible is installed all the same; who installs it reads why it will be slower."""
    assert compiling.compile_library(("no-such-compiler",)) == "no C compiler is here"


def test_a_compiler_that_fails_leaves_what_was_there():
    """A broken compiler harms no library that was compiled before."""
    before = compiling.FILE.read_bytes()
    assert "false failed" in compiling.compile_library(("false",))
    assert compiling.FILE.read_bytes() == before
