"""Each class does to a name what it says."""

from __future__ import annotations

import random

import pytest

from crible.evaluation.alterations import CLASSES
from crible.evaluation.given import Given
from crible.model import Entry, Name
from crible.text.scripts import dominant_script

BY_KEY = {item.key: item for item in CLASSES}


def altered(key, text, kind="company", seed=1):
    """The altered name, or None where the class does not apply."""
    name = Name(text, "primary", script=dominant_script(text))
    other = Name("Zarvex", "alias")
    item = Given(Entry("t:1", "t", kind, (name, other)), name)
    return BY_KEY[key].alter(random.Random(seed), item)


@pytest.mark.parametrize(
    ("key", "text", "kind", "wanted"),
    [
        ("exact", "Zarvex LLC", "company", {"Zarvex LLC"}),
        ("case", "Zarvex Plant", "company", {"zarvex plant", "ZARVEX PLANT"}),
        ("diacritics", "Žarvex", "company", {"Zarvex"}),
        ("form dropped", "Zarvex Shipping LLC", "company", {"Zarvex Shipping"}),
        ("form moved", "Zarvex LLC", "company", {"LLC Zarvex"}),
        ("form moved", "LLC Zarvex", "company", {"Zarvex LLC"}),
        ("form dotted", "Zarvex LLC", "company", {"Zarvex L.L.C."}),
        ("mixed scripts", "Купол", "company", {"Kупoл", "Купoл"}),
        ("generic dropped", "Zarvex Plant", "company", {"Zarvex"}),
        ("joined", "Zarvex Plant", "company", {"ZarvexPlant"}),
        (
            "abbreviated",
            "Zarvex Technology International",
            "company",
            {"Zarvex tech intl"},
        ),
        ("numerals", "Plant No 9", "company", {"Plant No Nine", "Plant No IX"}),
        ("numerals", "Zarvex Seven", "vessel", {"Zarvex 7", "Zarvex VII"}),
        ("numerals", "Zarvex VII", "vessel", {"Zarvex 7", "Zarvex Seven"}),
        ("Han short form", "米拉科技有限公司", "company", {"米拉科技"}),
        ("Cyrillic, list Latin", "Купол", "company", {"Купол"}),
        ("ru fr", "Ижевск", "company", {"Ijevsk"}),
        ("ru de", "Купол Завод", "company", {"Kupol Sawod"}),
        ("person ru fr", "Юрий Ковальчук", "person", {"Iouri Kovaltchouk"}),
        ("patronymic dropped", "Ivan Petrovich Kovalev", "person", {"Ivan Kovalev"}),
        ("person initials", "KOVALEV, Ivan", "person", {"I. KOVALEV"}),
        ("person order", "KOVALEV, Ivan", "person", {"Ivan KOVALEV"}),
    ],
)
def test_class_alters_as_it_says(key, text, kind, wanted):
    """A name comes out as one of the ways that the class writes it."""
    assert altered(key, text, kind) in wanted


@pytest.mark.parametrize(
    ("key", "text", "kind"),
    [
        ("diacritics", "Zarvex", "company"),
        ("form dropped", "Zarvex", "company"),
        ("form moved", "Zarvex", "company"),
        ("mixed scripts", "武汉米拉", "company"),
        ("cut at 35", "Zarvex LLC", "company"),
        ("numerals", "Zarvex Plant", "company"),
        ("numerals", "Zarvex 1917", "company"),
        ("numerals", "Zarvex I", "vessel"),
        ("Han short form", "Zarvex Co., Ltd.", "company"),
        ("Han, list Latin", "Купол", "company"),
        ("person ru fr", "Купол", "company"),
        ("uk fr", "Купол", "company"),
        ("ru fr", "Київ", "company"),
        ("person order", "Ivan Kovalev", "person"),
        ("word added", "Ivan Kovalev", "person"),
    ],
)
def test_class_leaves_out_what_it_does_not_apply_to(key, text, kind):
    """A class that has nothing to do to a name does not ask it."""
    assert altered(key, text, kind) is None


@pytest.mark.parametrize("item", CLASSES, ids=lambda item: item.key)
def test_class_says_what_it_does(item):
    """Each class explains itself in a sentence and belongs to a known group."""
    assert item.effect.endswith(".")
    assert item.group in {"identity", "latin", "across", "hard"}


def test_keys_are_unique():
    """No two classes share a key."""
    assert len(BY_KEY) == len(CLASSES)


@pytest.mark.parametrize(
    "text", ["", " ", "9", "有限公司", "\ud800", "LLC", "a\x00b", "٣"]
)
def test_any_text_is_safe(text):
    """No class fails on odd names."""
    for item in CLASSES:
        altered(item.key, text)
        altered(item.key, text, "person")
