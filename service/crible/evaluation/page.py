"""The report as one HTML page: no script, no other host, fit to print and to file.

Names come from lists and from customers; every one goes through ``name``, which
escapes it, shows control characters as such and keeps its writing direction inside.
"""

from __future__ import annotations

import unicodedata
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from crible.evaluation import plots
from crible.evaluation.results import interval
from crible.evaluation.sweep import even_lines, reliability, sweep
from crible.evaluation.worst import worst_alerts, worst_misses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crible.evaluation.changes import Comparison
    from crible.evaluation.pack import Pack
    from crible.evaluation.results import Report, Setting
    from crible.evaluation.worst import Shown
    from crible.matching import Profile

_MOST_SIDES = 200
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def build(pack: Pack) -> str:
    """The whole page."""
    profile, report = pack.runs[0]
    style = resources.files("crible.evaluation").joinpath("page.css").read_text("utf-8")
    compared = pack.comparison
    sections = [
        _head(pack.setting, profile, report),
        _figures(report),
        _conditions(pack.setting, pack.runs),
        _recall(report),
        _scores(report),
        _lines(report, pack.lines),
        _reliability(report),
        _comparison(compared, pack.runs) if compared else "",
        _worst("Worst misses", worst_misses(report, profile), _MISSES),
        _worst("Worst false alerts", worst_alerts(report, profile), _ALERTS),
        _tables(report),
        _method(pack.setting, report),
    ]
    body = "\n".join(section for section in sections if section)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Screening evaluation {escape(pack.setting.made)}</title>"
        f"<style>{style}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def name(text: str) -> str:
    """A name made safe to show."""
    shown = "".join(
        "\ufffd" if unicodedata.category(c) in _UNSHOWN else c for c in text
    )
    return f"<bdi>{escape(shown)}</bdi>"


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: frozenset[int]
) -> str:
    """A table; ``rows`` hold HTML, ``numbers`` are the columns set to the right."""

    def cell(tag: str, place: int, html: str) -> str:
        style = ' class="n"' if place in numbers else ""
        return f"<{tag}{style}>{html}</{tag}>"

    head = "".join(cell("th", i, escape(text)) for i, text in enumerate(headings))
    lines = "\n".join(
        f"<tr>{''.join(cell('td', i, html) for i, html in enumerate(row))}</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>\n{lines}\n</tbody></table></div>"
    )


def _share(value: float, digits: int = 1) -> str:
    return "–" if value != value else f"{value:.{digits}%}"  # noqa: PLR0124 - NaN


def _head(setting: Setting, profile: Profile, report: Report) -> str:
    lists = ", ".join(escape(key) for key, _, _ in setting.lists)
    return (
        "<header><h1>Screening evaluation</h1>"
        f'<p class="lead">{escape(setting.made)} · lists {lists} · profile '
        f"{escape(profile.id)} · alert line {report.line:.2f}</p></header>"
    )


def _figures(report: Report) -> str:
    one_language = report.mean_recall("identity", "latin")
    shown = (
        (_share(report.mean_recall()), "mean recall, all classes"),
        (_share(report.mean_recall("identity")), "recall, must always hit"),
        (_share(one_language), "recall, one script and language"),
        (_share(report.mean_first()), "entry ranked first"),
        (_share(report.mean_rate(), 2), "innocent names that alert"),
    )
    items = "".join(
        f"<li><b>{value}</b><span>{text}</span></li>" for value, text in shown
    )
    return f'<ul class="figures">{items}</ul>'


def _conditions(setting: Setting, runs: Sequence[tuple[Profile, Report]]) -> str:
    lists = "<br>".join(
        f"{escape(key)}, version {escape(version)}, {entries} entries"
        for key, version, entries in setting.lists
    )
    profiles = "<br>".join(
        f"{escape(profile.id)}, alert line {report.line:.2f}"
        for profile, report in runs
    )
    rows = (
        ("crible", escape(setting.version)),
        ("Made", escape(setting.made)),
        ("Snapshot", escape(setting.snapshot)),
        ("Lists", lists),
        ("Profile", profiles),
        ("Half", f"{escape(setting.part)}: {setting.pool} entries"),
        ("Seed", str(setting.seed)),
        ("Altered names", f"at most {setting.most} a class"),
        ("Asked down to", f"score {runs[0][1].floor:.2f}"),
    )
    pairs = "".join(f"<dt>{what}</dt><dd>{html}</dd>" for what, html in rows)
    return f"<h2>Conditions</h2><dl>{pairs}</dl>"


def _recall(report: Report) -> str:
    return (
        "<h2>Recall by class</h2><p>Each class alters listed names in one way; recall is "
        "the share of them that still hit their entry at the alert line. Whiskers are "
        "95 % intervals (Wilson).</p>"
        f"<figure>{plots.recall_bars(report.classes)}</figure>"
    )


def _scores(report: Report) -> str:
    classes = [item for item in report.classes if item.asked]
    sources = [item for item in report.sources if item.asked]
    true = [
        (case.score, 1 / (len(classes) * item.asked))
        for item in classes
        for case in item.cases
        if case.score
    ]
    innocent = [
        (case.score, 1 / (len(sources) * source.asked))
        for source in sources
        for case in source.cases
        if case.score
    ]
    under = (1 - sum(w for _, w in true), 1 - sum(w for _, w in innocent))
    return (
        '<h2>Score distributions</h2><div class="plots">'
        f"<figure>{plots.histogram(true, report.line, 'hit', 'Altered names')}"
        "<figcaption>Altered names: score of the entry that they were made of. "
        f"{_share(under[0])} scored below {report.floor:.2f}.</figcaption></figure>"
        f"<figure>{plots.histogram(innocent, report.line, 'innocent', 'Innocents')}"
        "<figcaption>Innocent names: best score of any entry. "
        f"{_share(under[1])} scored below {report.floor:.2f}.</figcaption></figure></div>"
    )


def _lines(report: Report, asked: Sequence[float]) -> str:
    steps = sweep(report, even_lines(report.floor))
    recall, alerts = plots.curves(steps, report.line)
    wanted = sorted({*(asked or even_lines(report.floor, 0.05)), report.line})
    rows = [
        (
            f"{step.line:.2f}" + (" (in use)" if step.line == report.line else ""),
            _share(step.recall),
            _share(step.alerts, 2),
        )
        for step in sweep(report, wanted)
    ]
    return (
        "<h2>Alert line</h2><p>The same answers, counted at other alert lines: what a "
        "higher line saves in alerts and costs in recall.</p>"
        f'<div class="plots"><figure>{recall}<figcaption>Mean recall over classes.'
        f"</figcaption></figure><figure>{alerts}<figcaption>Mean alert rate over sources "
        "of innocent names.</figcaption></figure></div>"
        + table(
            ("alert line", "mean recall", "mean alert rate"),
            rows,
            numbers=frozenset({1, 2}),
        )
    )


def _reliability(report: Report) -> str:
    return (
        f"<h2>Reliability</h2><figure>{plots.reliability(reliability(report))}"
        "<figcaption>Of the answers with a score, the share that was right. Every class "
        "and every source weighs the same, and right answers as a whole as much as "
        "innocent names. In practice innocents are far more frequent, so the share among "
        "real alerts is lower.</figcaption></figure>"
    )


def _comparison(compared: Comparison, runs: Sequence[tuple[Profile, Report]]) -> str:
    first, second = (escape(profile.id) for profile, _ in runs)
    classes = [
        (
            name(c.key),
            str(c.asked),
            _share(c.first),
            _share(c.second),
            _moved(c.difference),
        )
        for c in compared.classes
    ]
    sources = [
        (
            name(c.key),
            str(c.asked),
            _share(c.first, 2),
            _share(c.second, 2),
            _moved(c.difference),
        )
        for c in compared.sources
    ]
    sides = [
        (
            name(side.key),
            name(side.name),
            name(side.listed),
            f"{side.first_score:.2f}",
            f"{side.second_score:.2f}",
            "gained" if side.second else "lost",
        )
        for side in compared.sides[:_MOST_SIDES]
    ]
    more = len(compared.sides) - len(sides)
    rest = (
        f'<p class="note">And {more} more in evaluation.json.</p>' if more > 0 else ""
    )
    numbers = frozenset({1, 2, 3, 4})
    return (
        f"<h2>Two profiles</h2><p>First {first}, second {second}, on the same names, each "
        "at its own alert line.</p>"
        + table(
            ("class", "asked", "first", "second", "difference"),
            classes,
            numbers=numbers,
        )
        + "<h3>Innocent names</h3>"
        + table(
            ("source", "asked", "first", "second", "difference"),
            sources,
            numbers=numbers,
        )
        + f"<h3>Names that changed sides: {len(compared.sides)}</h3>"
        + table(
            (
                "class or source",
                "name",
                "listed",
                "first",
                "second",
                "hit by the second",
            ),
            sides,
            numbers=frozenset({3, 4}),
        )
        + rest
    )


def _moved(value: float) -> str:
    return "0" if abs(value) < 5e-5 else f"{value * 100:+.1f} pts"


_MISSES = (
    "Altered names that did not hit their entry, from every class in turn, the lowest "
    "score first. The reasons hold the two names against each other by themselves."
)
_ALERTS = (
    "Innocent names that alert, the highest score first, from every source in turn. A "
    "customer that is in truth the listed one belongs off this list: take it out of the "
    "innocents and run again."
)


def _worst(title: str, shown: Sequence[Shown], lead: str) -> str:
    if not shown:
        return f"<h2>{title}</h2><p>None.</p>"
    rows = [
        (
            name(item.key) + (" (ceiling)" if item.ceiling else ""),
            name(item.name),
            f"{name(item.listed)}<br><small>{name(item.entry)}</small>",
            f"{item.score:.2f}" if item.score else "–",
            "<ul>"
            + "".join(f"<li>{name(text)}</li>" for text in item.reasons)
            + "</ul>",
        )
        for item in shown
    ]
    return f"<h2>{title}</h2><p>{lead}</p>" + table(
        (
            "class" if "miss" in title else "source",
            "name",
            "listed",
            "score",
            "reasons",
        ),
        rows,
        numbers=frozenset({3}),
    )


def _tables(report: Report) -> str:
    classes = [
        (
            escape(item.key),
            escape(item.group),
            str(item.asked),
            str(item.found),
            _share(item.recall),
            _span(item.found, item.asked),
            _share(item.first / item.asked) if item.asked else "–",
            str(item.ceilings or ""),
            _share(item.recall_below_ceiling) if item.ceilings else "",
        )
        for item in report.classes
    ]
    sources = [
        (
            name(item.source),
            str(item.asked),
            str(item.alerted),
            _share(item.rate, 2),
            _span(item.alerted, item.asked),
        )
        for item in report.sources
    ]
    heads = (
        "class", "group", "asked", "hit", "recall", "95 % interval", "ranked first",
        "ceiling", "recall without",
    )  # fmt: skip
    return (
        "<h2>All figures</h2>"
        + table(heads, classes, numbers=frozenset(range(2, 9)))
        + '<p class="note">Ceiling: native names for which the list holds no Latin name '
        "that renders them, such as an English brand of a Chinese company. They count as "
        "missed in every figure but the last column. A class that the lists hold no name "
        "for has 0 asked and counts in no mean.</p>"
        + "<h3>Innocent names</h3>"
        + table(
            ("source", "asked", "alerts", "rate", "95 % interval"),
            sources,
            numbers=frozenset({1, 2, 3, 4}),
        )
    )


def _span(found: int, asked: int) -> str:
    if not asked:
        return "–"
    low, high = interval(found, asked)
    return f"{low:.1%} to {high:.1%}"


def _method(setting: Setting, report: Report) -> str:
    rows = [(escape(item.key), escape(item.effect)) for item in report.classes]
    aside = "".join(
        f"<li>{name(source)}: {names} names, {listed} set aside because a list holds "
        "them</li>"
        for source, names, listed in setting.innocents
    )
    return (
        "<h2>Method</h2>"
        "<p>Entries and innocent names are parted into two halves by one bit of a hash "
        "(BLAKE2b) of the entry's id or of the name, so the parting follows from the data "
        "and never moves. The half called tune is for choosing parameters, the half called "
        f"report for judging them; this page shows the half called "
        f"{escape(setting.part)}. The innocents' halves are taken alike.</p>"
        "<p>For each class a generator that starts from the seed walks the entries of the "
        "half in random order and alters one name of each until it has enough. All "
        "entries of the lists stand in the index, less the names that the class hides. "
        "Names are asked without a kind or a country, as in the worst case.</p>"
        f"<ul>{aside}</ul>"
        + table(("class", "what it does to a name"), rows, numbers=frozenset())
        + "<footer>Made by <i>crible evaluate</i>. evaluation.json beside this page holds "
        "every name that was asked and its score.</footer>"
    )
