"""What the scanner finds in running text: recall on labelled news, alerts in ordinary prose.

Usage: CRIBLE_TEST_DATA=FOLDER python bench/prose.py [--half tune|report|all] [--only SOURCE]
       [--words 100000] [--skip 0] [--show 50]

The lists are OFAC, EU, UK and UN together. Each source is halved by the hash of its texts:
the rules were made on one half and mended by what the other showed, so that both are
known by now; contracts were never looked at. An alert in ordinary
prose is false unless somebody looked and found that the listed party is meant: such
mentions stand in ``prose_true.tsv`` beside this file, as source and text.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
import tarfile
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import datasets

import crible
from crible.errors import IndexDamaged

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
_GLUE_LEFT = set(",.;:!?)]}»”%…'’")
_GLUE_RIGHT = set("([{«“")
_WORD = re.compile(r"\w+")


class Text(NamedTuple):
    """A text of a source, with the mentions that must be found."""

    text: str
    mentions: tuple[dict[str, Any], ...] = ()
    unlisted: tuple[str, ...] = ()


def _sentences(lines: Iterator[str], column: int, *, tabs: str | None) -> Iterator[str]:
    tokens: list[str] = []
    for line in lines:
        parts = line.rstrip("\n").split(tabs) if tabs else line.split()
        if len(parts) <= column or not parts[column].strip():
            if tokens:
                yield _joined(tokens)
            tokens = []
        else:
            tokens.append(parts[column])
    if tokens:
        yield _joined(tokens)


def _joined(tokens: list[str]) -> str:
    """Words as they were before somebody put blanks around punctuation."""
    out = ""
    for token in tokens:
        if out and not (token[0] in _GLUE_LEFT or out[-1] in _GLUE_RIGHT):
            out += " "
        out += token
    return out


def _opened(path: Path) -> Iterator[str]:
    if path.suffix == ".xz":
        return iter(lzma.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")


def sources(data: Path) -> dict[str, list[Text]]:
    """Every source by name."""
    ner = data / "ner"
    found: dict[str, list[Text]] = {}
    for language in ("fr", "en", "ru"):
        path = next((ner / f"wikineural_{language}").iterdir())
        found[f"wikineural {language}"] = [
            Text(one) for one in _sentences(_opened(path), 1, tabs="\t")
        ]
    path = ner / "ner_uk_v2/train.iob.xz"
    found["ner-uk uk"] = [Text(one) for one in _sentences(_opened(path), 0, tabs=None)]
    with tarfile.open(ner / "factrueval_ru/devset.tar.xz") as archive:
        found["factrueval ru"] = [
            Text(archive.extractfile(member).read().decode("utf-8"))  # type: ignore[union-attr]
            for member in archive.getmembers()
            if member.name.endswith(".txt")
        ]
    path = ner / "sec_filings/FIN5.txt"
    found["contracts en"] = [
        Text(one) for one in _sentences(_opened(path), 0, tabs=None)
    ]
    packed = data / "text/financial_news_en/2017_processed.json.xz"
    found["financial en"] = [
        Text(item["maintext"])
        for item in json.loads(lzma.decompress(packed.read_bytes()))
        if item.get("maintext")
    ]
    found["news"] = [
        Text(str(item["text"]), tuple(item["mentions"]), tuple(item["not_listed"]))
        for item in datasets.news(data)  # type: ignore[arg-type]
    ]
    return found


def half_of(texts: list[Text], half: str, words: int, skip: int = 0) -> list[Text]:
    """One half of a source, as many words of it after those that are skipped."""
    kept, counted = [], 0
    for one in texts:
        if half == "all" or zlib.crc32(one.text.encode()) % 2 == (half == "report"):
            counted += len(_WORD.findall(one.text))
            if counted > skip:
                kept.append(one)
            if counted >= skip + words:
                break
    return kept


def judged_true() -> set[tuple[str, str]]:
    """Mentions in ordinary prose of which the listed party is meant."""
    path = HERE / "prose_true.tsv"
    if not path.exists():
        return set()
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return {(row[0], row[1]) for row in rows if len(row) > 1 and row[0][:1] != "#"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--half", choices=("tune", "report", "all"), default="report")
    parser.add_argument("--only", action="append")
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--index", type=Path)
    asked = parser.parse_args()
    data = datasets.folder()
    if data is None:
        sys.exit("CRIBLE_TEST_DATA names no folder.")
    screener = _screener(data, asked.index)
    true = judged_true()
    print(
        "source             texts    words  alerts  true  false  per 20,000   chars/s"
    )
    for name, texts in sources(data).items():
        if asked.only and name not in asked.only:
            continue
        if name == "news":
            _news(screener, texts)
            continue
        chosen = half_of(texts, asked.half, asked.words, asked.skip)
        if not chosen:
            continue
        words = sum(len(_WORD.findall(one.text)) for one in chosen)
        began = time.perf_counter()
        alerts = [
            (one.text, mention) for one in chosen for mention in screener.scan(one.text)
        ]
        spent = time.perf_counter() - began
        characters = sum(len(one.text) for one in chosen)
        good = sum((name, mention.text) in true for _, mention in alerts)
        false = len(alerts) - good
        print(
            f"{name:<17} {len(chosen):>6} {words:>8,} {len(alerts):>7} {good:>5} {false:>6}"
            f" {false / words * 20_000:>11.2f} {characters / spent:>9,.0f}"
        )
        for text, mention in alerts[: asked.show]:
            mark = "true " if (name, mention.text) in true else "FALSE"
            around = text[max(0, mention.start - 50) : mention.end + 40]
            print(
                f"    {mark} {mention.score:.2f} [{mention.text!r}] {mention.hit.matched.name!r}"
                f" {mention.entry_id} … {around!r}"
            )


def _screener(data: Path, kept: Path | None) -> crible.Screener:
    """The screener of the four lists, from a file if that is of this engine."""
    if kept and kept.exists():
        try:
            return crible.Screener.open(kept)
        except IndexDamaged:
            print("building the index again ...", file=sys.stderr)
    screener = crible.Screener.build(datasets.all_lists(data))
    if kept:
        screener.save(kept)
    return screener


def _news(screener: crible.Screener, texts: list[Text]) -> None:
    wanted = found = silent = extra = 0
    for one in texts:
        mentions = screener.scan(one.text)
        used = set()
        for label in one.mentions:
            wanted += 1
            met = [
                at
                for at, mention in enumerate(mentions)
                if at not in used and _is(mention, label, one.text)
            ]
            if met:
                found += 1
                used.add(met[0])
            else:
                print("    MISSED", label["surface"], label["ids"])
        for at, mention in enumerate(mentions):
            if at not in used and not any(
                _is(mention, label, one.text) for label in one.mentions
            ):
                extra += 1
                print("    EXTRA", mention.text, mention.entry_id, mention.score)
        silent += sum(
            not any(
                mention.text in name or name in mention.text for mention in mentions
            )
            for name in one.unlisted
        )
    unlisted = sum(len(one.unlisted) for one in texts)
    print(f"news               {len(texts)} excerpts: recall {found}/{wanted}, "
          f"unlisted silent {silent}/{unlisted}, other mentions {extra}")  # fmt: skip


def _is(mention: Any, label: dict[str, Any], text: str) -> bool:
    """Whether a mention covers a labelled surface, wherever the label stands."""
    return any(
        match.start() < mention.end and mention.start < match.end()
        for match in re.finditer(re.escape(label["surface"]), text)
    )


if __name__ == "__main__":
    main()
