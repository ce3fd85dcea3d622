"""Articles become the press list."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from crible.errors import ListRefused
from crible.importers import countries
from crible.importers.press import read
from crible.importers.press.romanised import generated
from crible.model import KINDS, Name
from crible.resources import folder

from .builders import PRESS

ARTICLE = """
publisher = "Paper"
published = 2024-05-02
language = "fr"
[[claims]]
about = ["alpha"]
text = "It did."
[subjects.alpha]
kind = "company"
countries = ["ru"]
spellings = ["Alfa"]
relations = [{ type = "subsidiary-of", target = "beta" }]
[subjects.beta]
spellings = [{ text = "Beta", type = "primary" }, "Bêta"]
"""


def _schemes(text, language):
    """A stand-in for the romanisation: one scheme that marks what it was given."""
    return [("mark", f"{text}/{language}"), ("same", text.upper())]


def _entries(*paths):
    parsed = read(paths, PRESS, _schemes)
    return parsed, {entry.id: entry for entry in parsed.items}


def _folder(tmp_path, **articles):
    for name, text in articles.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def shipped():
    """The press list as it ships."""
    return _entries()[1]


STATUS = {
    "iemz-kupol": ("linked", "company", ()),
    "almaz-antey": ("listed", "company", ("EU", "US")),
    "tsk-vektor": ("listed", "company", ("US", "EU")),
    "sichuan-aee": ("named", "company", ()),
    "wuhan-global-sensor": ("listed", "company", ("US",)),
    "wuhan-tongsheng": ("listed", "company", ("US",)),
    "juhang-aviation": ("listed", "company", ("US",)),
    "bulat": ("named", "company", ()),
    "guangdong-russia-trade-association": ("named", "organization", ()),
}


@pytest.mark.parametrize("key", STATUS)
def test_status_follows_from_what_the_articles_report(shipped, key):
    """Listed by the authorities reported, linked through a listed owner, or named."""
    entry = shipped[f"press:{key}"]
    authorities = tuple(one.authority for one in entry.designations)
    assert (entry.status, entry.kind, authorities) == STATUS[key]
    assert entry.remarks
    assert all(one.source for one in entry.designations)


def test_nobody_else_is_on_the_press_list(shipped):
    """What an article only mentions is no entry."""
    assert {entry_id.removeprefix("press:") for entry_id in shipped} == STATUS.keys()


def test_relations_of_the_articles(shipped):
    """Who belongs to whom and who supplies whom, each with its source."""
    found = {
        (entry.id, relation.type, relation.target)
        for entry in shipped.values()
        for relation in entry.relations
    }
    assert found == {
        ("press:iemz-kupol", "subsidiary-of", "press:almaz-antey"),
        ("press:tsk-vektor", "supplies", "press:iemz-kupol"),
        ("press:sichuan-aee", "supplies", "press:iemz-kupol"),
    }


SPELLINGS = [
    ("iemz-kupol", "IEMZ Kupol", "primary", "Latn"),
    ("iemz-kupol", "Koupol", "alias", "Latn"),
    ("iemz-kupol", "IEMZ Koupol", "alias", "Latn"),
    ("iemz-kupol", "Купол", "native", "Cyrl"),
    ("iemz-kupol", "JSC IEMZ KUPOL", "alias", "Latn"),
    ("almaz-antey", "Almaz-Antey", "primary", "Latn"),
    ("almaz-antey", "Алмаз-Антей", "native", "Cyrl"),
    ("tsk-vektor", "ООО ТСК Вектор", "native", "Cyrl"),
    ("wuhan-global-sensor", "武汉高芯科技有限公司", "native", "Hani"),
    ("juhang-aviation", "巨航航空科技（深圳）有限公司", "native", "Hani"),
]


@pytest.mark.parametrize(("key", "text", "type_", "script"), SPELLINGS)
def test_spellings_have_type_script_and_source(shipped, key, text, type_, script):
    """Every spelling says who writes it so."""
    name = next(one for one in shipped[f"press:{key}"].names if one.text == text)
    assert (name.type, name.script, name.origin) == (type_, script, "given")
    assert name.source


def test_every_entry_has_one_primary_name_and_no_name_twice(shipped):
    """Whatever the articles agree on or not."""
    for entry in shipped.values():
        assert [name.type for name in entry.names].count("primary") == 1
        texts = [name.text for name in entry.names]
        assert len(texts) == len(set(texts))


def test_the_same_report_in_two_articles_is_told_once_with_both_sources(shipped):
    """The dated article stands first."""
    (designation, _) = shipped["press:tsk-vektor"].designations
    assert designation.source.startswith("Le Méridien, 2025-09-26, on Reuters; News")
    claims = [text for what, text in shipped["press:tsk-vektor"].raw if what == "claim"]
    assert len(claims) == 1
    assert "Le Méridien" in claims[0]


def test_cyrillic_names_and_no_others_are_romanised(shipped):
    """What a rule makes says which rule; a repeat is left out."""
    made = [
        name
        for entry in shipped.values()
        for name in entry.names
        if name.origin == "generated"
    ]
    assert {name.source for name in made} <= {"mark", "same"}
    assert "Купол/ru" in {name.text for name in made}
    assert not any("公司" in name.text for name in made)


def test_generated_names_keep_language_and_quality():
    """A weak native name has weak romanisations."""
    given = (Name("Купол", "native", "weak", "Cyrl", "uk"), Name("Kupol"))
    names = list(
        generated(given, lambda _text, language: [("a", "KUPOL"), ("b", language)])
    )
    assert names == [Name("uk", "alias", "weak", "Latn", "uk", "generated", "b")]


def test_the_list_is_dated_by_its_newest_article(tmp_path):
    """A month counts as its first day; undated articles do not count."""
    assert _entries()[0].published == date(2025, 9, 26)
    month = ARTICLE.replace("2024-05-02", '"2024-06"')
    undated = ARTICLE.replace("published = 2024-05-02", "")
    where = _folder(tmp_path, a=ARTICLE, b=month, c=undated)
    assert _entries(where)[0].published == date(2024, 6, 1)
    assert _entries(where / "c.toml")[0].published is None


def test_the_strongest_status_wins_whatever_the_order(tmp_path):
    """A later article without a designation does not take back an earlier one's."""
    listed = ARTICLE.replace(
        "[subjects.beta]", '[subjects.beta]\ndesignations = [{ authority = "EU" }]'
    )
    later = ARTICLE.replace("2024-05-02", "2024-08-01")
    for one, two in ((listed, later), (later, listed)):
        _, entries = _entries(_folder(tmp_path, a=one, b=two))
        assert entries["press:beta"].status == "listed"
        assert entries["press:alpha"].status == "linked"
        assert "beta" in entries["press:alpha"].remarks


def test_reading_twice_gives_the_same(tmp_path):
    """The list is a function of its files."""
    where = _folder(tmp_path, a=ARTICLE)
    assert _entries(where)[1] == _entries(where)[1]
    assert _entries(where)[0].sha256 == _entries(where)[0].sha256


MALFORMED = {
    "unknown key": ('langage = "fr"', "", "'langage' is not a key", "a.toml"),
    "no publisher": ("", 'publisher = "Paper"', "'publisher' is missing", "a.toml"),
    "time for a date": ("", "2024-05-02", "'published' is no date", "a.toml"),
    "unknown kind": ("", '"company"', "'kind' is 'x'", "subjects.alpha"),
    "unknown country": ("", '"ru"', "no country code", "subjects.alpha"),
    "empty spelling": ("", '"Alfa"', "'text' is empty", "subjects.alpha"),
    "unknown relation": ("", '"subsidiary-of"', "'type' is 'x'", "relations 1"),
    "relation to nobody": ("", '"beta" }', "subject of no article", "relations 1"),
    "claim about nobody": ("", '["alpha"]', "no subject of this article", "claims 1"),
    "claim without text": ("", 'text = "It did."', "'text' is missing", "claims 1"),
}
REPLACED = {
    "time for a date": '"May 2024"',
    "unknown kind": '"x"',
    "unknown country": '"Russia"',
    "empty spelling": '""',
    "unknown relation": '"x"',
    "relation to nobody": '"gamma" }',
    "claim about nobody": '["gamma"]',
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_article_names_file_and_key(tmp_path, case):
    """An article is refused as a whole, with the place of the slip."""
    head, old, message, where = MALFORMED[case]
    text = ARTICLE.replace(old, REPLACED.get(case, ""), 1) if old else ARTICLE
    with pytest.raises(ListRefused, match=message) as caught:
        _entries(_folder(tmp_path, a=f"{head}\n{text}"))
    assert where in caught.value.where
    assert "a.toml" in caught.value.where


NAMES = {
    "unknown subject": (
        'subject = "x"\ntext = "X"\nsource = "S"',
        "subject of no article",
    ),
    "no source": ('subject = "beta"\ntext = "X"', "'source' is missing"),
    "wrong script": (
        'subject = "beta"\ntext = "Kupol"\nsource = "S"\nscript = "Cyrl"',
        "no letter of it",
    ),
    "unknown script": (
        'subject = "beta"\ntext = "X"\nsource = "S"\nscript = "Klin"',
        "'script' is 'Klin'",
    ),
}


@pytest.mark.parametrize(("text", "message"), NAMES.values(), ids=NAMES)
def test_a_malformed_official_name_names_its_place(tmp_path, text, message):
    """``names.toml`` is read as strictly as the articles."""
    with pytest.raises(ListRefused, match=message) as caught:
        _entries(_folder(tmp_path, a=ARTICLE, names=f"[[names]]\n{text}"))
    assert "names.toml: names 1" in caught.value.where


def test_a_folder_without_articles_is_refused(tmp_path):
    """An empty folder, and one with names only."""
    with pytest.raises(ListRefused, match="no seed file"):
        _entries(tmp_path)
    with pytest.raises(ListRefused, match="no article"):
        _entries(_folder(tmp_path, names=""))
    with pytest.raises(ListRefused, match="cannot be read"):
        _entries(tmp_path / "absent.toml")


def test_the_example_counterparties_are_well_formed():
    """About sixty rows with unique references, known kinds and countries."""
    path = folder("seeds") / "example-counterparties.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, strict=True))
    assert list(rows[0]) == ["reference", "name", "country", "kind", "identifier"]
    assert 55 <= len(rows) <= 75
    assert len({row["reference"] for row in rows}) == len(rows)
    for row in rows:
        assert row["name"].strip() == row["name"] != ""
        assert row["kind"] in KINDS
        assert row["country"] == "" or countries.is_code(row["country"])


@pytest.mark.parametrize(
    ("file", "names"),
    [
        (
            "example-article.txt",
            ("IEMZ Koupol", "TSK Vektor", "Sichuan AEE", "Almaz-Antey"),
        ),
        ("example-article-en.txt", ("IEMZ Kupol", "TSK Vektor", "Sichuan AEE")),
        ("example-article-ru.txt", ("«Купол»", "Алмаз-Антей", "ТСК Вектор")),
    ],
)
def test_the_example_texts_name_subjects_of_the_list(file, names):
    """Each language has its spelling."""
    text = (folder("seeds") / file).read_text(encoding="utf-8")
    assert [name for name in names if name not in text] == []
