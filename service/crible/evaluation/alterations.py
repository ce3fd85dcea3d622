"""How names arrive in practice: each class alters a listed name in one way.

A class is a function of a seeded generator and a ``Given`` name; it returns the
altered name, or None where the class does not apply to that name. ``CLASSES`` is the
visible table: the class, its group, and what the list is allowed to know (``view``).

Groups: ``identity`` (must always hit), ``latin`` (stays within one script and
language), ``across`` (romanisations and scripts), ``hard`` (abbreviations, aliases).
"""

from __future__ import annotations

from crible.evaluation import across, forms, letters, persons, wording
from crible.evaluation.given import Alteration

CLASSES: tuple[Alteration, ...] = (
    Alteration("exact", "identity", "full", letters.exact),
    Alteration("case", "identity", "full", letters.case),
    Alteration("punctuation", "identity", "full", letters.punctuation),
    Alteration("diacritics", "identity", "full", letters.diacritics),
    Alteration("form dropped", "identity", "full", forms.form_dropped),
    Alteration("form swapped", "identity", "full", forms.form_swapped),
    Alteration("form moved", "identity", "full", forms.form_moved),
    Alteration("form glued", "identity", "full", forms.form_glued),
    Alteration("form dotted", "identity", "full", forms.form_dotted),
    Alteration("reordered", "identity", "full", wording.reordered),
    Alteration("homoglyphs", "identity", "full", letters.homoglyphs),
    Alteration("mixed scripts", "identity", "full", letters.mixed_scripts),
    Alteration("digits for letters", "latin", "full", letters.digits_for_letters),
    Alteration("one typo", "latin", "full", letters.one_typo),
    Alteration("two typos", "latin", "full", letters.two_typos),
    Alteration("swapped letters", "latin", "full", letters.swapped_letters),
    Alteration("doubled letter", "latin", "full", letters.doubled_letter),
    Alteration("word added", "latin", "full", wording.word_added),
    Alteration("generic dropped", "latin", "full", wording.generic_dropped),
    Alteration("joined", "latin", "full", wording.joined),
    Alteration("split", "latin", "full", wording.split),
    Alteration("abbreviated", "latin", "full", wording.abbreviated),
    Alteration("cut at 35", "latin", "full", letters.truncated),
    Alteration("spaced letters", "latin", "full", letters.spaced),
    Alteration("numerals", "latin", "full", wording.numerals),
    Alteration("Han short form", "latin", "full", forms.han_short),
    Alteration("acronym", "hard", "full", wording.acronym),
    Alteration("brand alone", "hard", "full", wording.brand_alone),
    Alteration("hidden alias", "hard", "hidden", across.hidden_alias),
    *(
        Alteration(f"{label}, list Latin", "across", "latin", across.native(label))
        for label in (*across.SCRIPTS, "other script")
    ),
    *(
        Alteration(f"Latin, list {label}", "across", "native", across.latin(label))
        for label in (*across.SCRIPTS, "other script")
    ),
    *(
        Alteration(f"ru {scheme}", "across", "ru-bgn", across.scheme("ru", scheme))
        for scheme in (
            "icao",
            "iso9",
            "gost-779b",
            "press",
            "scholarly",
            "fr",
            "de",
            "pl",
            "es",
        )
    ),
    *(
        Alteration(f"uk {scheme}", "across", "uk-national", across.scheme("uk", scheme))
        for scheme in ("bgn", "iso9", "scholarly", "fr", "de", "pl", "es")
    ),
    *(
        Alteration(
            f"person {language} {scheme}",
            "across",
            view,
            across.scheme(language, scheme, persons=True),
        )
        for language, view in (("ru", "ru-bgn"), ("uk", "uk-national"))
        for scheme in ("fr", "de")
    ),
    Alteration("patronymic dropped", "latin", "full", persons.no_patronymic),
    Alteration("person initials", "hard", "full", persons.person_initials),
    Alteration("person order", "identity", "full", persons.person_order),
)
