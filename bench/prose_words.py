"""Write ``text/tables/prose_words.tsv``: words of names that are also words of a language.

Usage: python bench/prose_words.py FOLDER, where FOLDER holds the word lists of Debian's
packages wamerican, wfrench, wngerman, wpolish, hunspell-ru and hunspell-uk, unpacked.
Only words that names on lists, in company registers or of ships use are kept, so that the
table stays small; a word in capitals is one that the word lists know as a name alone.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import datasets
from unidecode import unidecode

from crible.text.inflection import stems
from crible.text.skeleton import readings

HEAD = """\
# Words of names that are also words of a language: in running text they need support.
# One a line, Latin ones without diacritics; with a capital where the word lists know
# the word only as a name of people or places. Made by bench/prose_words.py from the
# word lists of Debian's wamerican (SCOWL, free), wfrench (GPL-2), wngerman (GPL-2+),
# wpolish (GPL, LGPL, MPL, CC BY 4.0), hunspell-ru (LGPL-3+) and hunspell-uk (MPL-1.1),
# cut down to the words that listed names, company registers and ships use.
"""
_LISTS = {
    "en": "dict/american-english",
    "fr": "dict/french",
    "de": "dict/ngerman",
    "pl": "dict/polish",
    "ru": "hunspell/ru_RU.dic",
    "uk": "hunspell/uk_UA.dic",
}
_WORD = re.compile(r"[^\W\d_]{3,}")
# Polish is listed with every ending; its short forms are too many accidents.
_LONG_ENOUGH = 5
_LONG_KEY = 7


def folded(word: str) -> str:
    """How the table writes a word."""
    if re.search("[Ѐ-ӿ]", word):
        return word.casefold()
    return unidecode(word).lower()


def _script(word: str) -> str:
    return "Latn" if word.isascii() else "Cyrl"


def read(folder: Path, key: str) -> tuple[set[str], set[str]]:
    """The words of a language, and those it only knows with a capital."""
    lines = (folder / _LISTS[key]).read_text("utf-8", "replace").splitlines()
    words = {line.partition("/")[0].strip() for line in lines}
    words = {word for word in words if word and "'" not in word}
    low = {folded(word) for word in words if word.islower()}
    return low, {folded(word) for word in words if word[:1].isupper()} - low


def named() -> set[str]:
    """Every word of the names at hand."""
    data = datasets.folder()
    if data is None:
        sys.exit("CRIBLE_TEST_DATA names no folder.")
    texts = [name.text for entry in datasets.all_lists(data) for name in entry.names]
    for names in datasets.innocents(data).values():
        texts += names
    texts += datasets.vessels(data)
    return {folded(word) for text in texts for word in _WORD.findall(text)}


def main() -> None:
    """Write the table."""
    folder = Path(sys.argv[1])
    words = {key: read(folder, key) for key in _LISTS}
    vocabulary = named()
    heard = {readings(word, "Latn")[0].key for word in vocabulary if word.isascii()}
    # Lists print adjectives in any case; the word lists in one.
    vocabulary |= {form for word in vocabulary for form in stems(word, _script(word))}
    begun = {key[:-2] for key in heard if len(key) >= _LONG_KEY}
    capitals = words["en"][1] | words["fr"][1] | words["pl"][1]
    # Every German noun has a capital: a name is what other languages call one too.
    latin = words["en"][0] | words["fr"][0] | words["de"][0]
    latin |= words["de"][1] - capitals
    latin |= {word for word in words["pl"][0] if len(word) >= _LONG_ENOUGH}
    names = (words["en"][1] | words["fr"][1] | words["de"][1] & capitals) - latin
    cyrillic = words["ru"][0] | words["uk"][0]
    cyrillic_names = (words["ru"][1] | words["uk"][1]) - cyrillic

    def used(word: str) -> bool:
        if not _WORD.fullmatch(word):
            return False
        if word in vocabulary:
            return True
        if word.isascii():
            return False
        key = readings(word, "Cyrl")[0].key
        return key in heard or (word.endswith(("ий", "ый")) and key[:-2] in begun)

    kept = [word for word in latin | cyrillic if used(word)]
    kept += [word.capitalize() for word in names | cyrillic_names if used(word)]
    table = Path(__file__).parents[1] / "service/crible/text/tables/prose_words.tsv"
    table.write_text(HEAD + "\n".join(sorted(kept)) + "\n", encoding="utf-8")
    print(f"{len(kept)} words")


if __name__ == "__main__":
    main()
