"""Alterations of the legal form: dropped, swapped, moved, glued, dotted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from crible.evaluation.given import Given


_FORMS = {
    "limited": (
        "Ltd",
        "Limited",
        "LLC",
        "L.L.C.",
        "OOO",
        "ООО",
        "Limited Liability Company",
        "Co., Ltd.",
    ),
    "joint-stock": (
        "JSC",
        "AO",
        "АО",
        "Joint Stock Company",
        "J.S.C.",
        "Aktsionernoe Obshchestvo",
    ),
    "public-joint-stock": ("PJSC", "PAO", "ПАО", "Public Joint Stock Company"),
}


def form_body(item: Given) -> str | None:
    """The name without its legal form, or None where it has none."""
    if not item.parsed.legal:
        return None
    text = item.parsed.text
    kept = []
    last = 0
    for token in item.parsed.tokens:
        if token.role == "legal":
            kept.append(text[last : token.start])
            last = token.end
    kept.append(text[last:])
    body = re.sub(r"[\s,.()]+", " ", " ".join(kept)).strip(" -")
    return body if any(char.isalnum() for char in body) else None


def form_dropped(_rng: Random, item: Given) -> str | None:
    """Legal form left out."""
    return form_body(item)


def form_swapped(rng: Random, item: Given) -> str | None:
    """Another spelling of the same legal form, often at the other end."""
    body = form_body(item)
    known = [key for key in item.parsed.legal if key in _FORMS]
    if not body or not known:
        return None
    form = rng.choice(_FORMS[known[0]])
    return f"{body} {form}" if rng.random() < 0.5 else f"{form} {body}"


def form_moved(_rng: Random, item: Given) -> str | None:
    """The same legal form at the other end of the name."""
    body = form_body(item)
    forms = [token for token in item.parsed.tokens if token.role == "legal"]
    if not body or item.name.script not in {"Latn", "Cyrl"}:
        return None
    text = item.parsed.text
    first, last = forms[0], forms[-1]
    if any(
        first.start < t.start < last.end
        for t in item.parsed.tokens
        if t.role != "legal"
    ):
        return None
    form = text[first.start : last.end]
    at_end = last == item.parsed.tokens[-1]
    return f"{form} {body}" if at_end else f"{body} {form}"


_HAN_FORMS = ("股份有限公司", "有限责任公司", "有限公司", "公司")


def han_short(_rng: Random, item: Given) -> str | None:
    """A Chinese company without its form: 科技 for 科技有限公司."""
    text = item.name.text
    if item.name.script != "Hani":
        return None
    for form in _HAN_FORMS:
        short = text.removesuffix(form)
        if short != text:
            return short if len(short) > 2 else None
    return None


def form_glued(rng: Random, item: Given) -> str | None:
    """Legal form stuck to the word before it, in capitals: SiemensAG."""
    body = form_body(item)
    if not body or item.name.script != "Latn" or not body[-1].isalpha():
        return None
    return body.title() + rng.choice(("LLC", "JSC", "AG", "GmbH", "Ltd"))


def form_dotted(_rng: Random, item: Given) -> str | None:
    """Dots between the letters of the form: L.L.C."""
    body = form_body(item)
    short = [
        token.text
        for token in item.parsed.tokens
        if token.role == "legal" and 2 <= len(token.text) <= 4
    ]
    if not body or not short or item.name.script != "Latn":
        return None
    return f"{body} {'.'.join(short[0].upper())}."
