"""Sentences for analysts: why two words were taken for one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crible.matching.alignment import Link
    from crible.matching.case import Case

_SENTENCES = {
    "same": "the same word",
    "concept": "the same meaning in two languages or forms",
    "number": "the same number",
    "initial": "an initial of the word",
    "acronym": "the initials of the words",
    "cut": "one word written as two",
    "prefix": "the word is cut off",
    "abjad": "the same consonants; the script writes no vowels",
    "pinyin": "the pinyin of the characters",
    "homophone": "different characters with the same pinyin",
    "diacritics": "the same word without its diacritics",
    "ё as e": "е stands for ё",
    "ukrainian": "г is h in Ukrainian",
    "look-alike digits": "digits stand for letters that look like them",
    "yo for ё": "two spellings of ё",
}
# What one spelling has and the other has not, and what it tells.
_MARKS = (
    ("ou", "French", "у"),
    ("tch", "French", "ч"),
    ("kh", "English", "х"),
    ("sch", "German", "ш"),
    ("w", "German", "в"),
    ("sz", "Polish", "ш"),
    ("cz", "Polish", "ч"),
)


def link_reason(case: Case, link: Link) -> str:
    """The sentence for one link: ``koupol ~ kupol: French for Russian у``."""
    ours = case.said(link.subject)
    theirs = case.said(link.listed, listed=True)
    return f"{ours} ~ {theirs}: {_why(case, link, ours, theirs)}"


def _why(case: Case, link: Link, ours: str, theirs: str) -> str:
    if link.how == "edited":
        return f"similar spelling, agreement {link.value:.0%}"
    if link.how in _SENTENCES:
        return _SENTENCES[link.how]
    scripts = {
        case.subject.tokens[link.subject[0]].script,
        case.listed.tokens[link.listed[0]].script,
    }
    if link.how == "sound":
        if len(link.subject) > 1:
            return "words written together"
        if len(scripts) > 1:
            return "the same name in another script"
        for mark, convention, letter in _MARKS:
            if (mark in ours) != (mark in theirs):
                return f"{convention} for Russian {letter}"
        return "the same sound, spelled differently"
    return f"the same name by {link.how} spelling"
