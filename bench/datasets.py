"""Real lists and innocent names for benches and tuning, from a data folder.

The folder is named by ``CRIBLE_TEST_DATA``; where it is absent, callers make their own
stand-in. These loaders read the folder's working copies (some are no official format)
and are no importers.
"""

from __future__ import annotations

import csv
import json
import lzma
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

from crible import importers
from crible.model import Entry, Name
from crible.text.scripts import dominant_script


def folder() -> Path | None:
    """The data folder, or None."""
    named = os.environ.get("CRIBLE_TEST_DATA")  # noqa: TID251 - no setting of the product
    return Path(named) if named and Path(named).is_dir() else None


def _names(texts: list[tuple[str, str, str]]) -> tuple[Name, ...]:
    seen: dict[str, Name] = {}
    for text, type_, quality in texts:
        clean = " ".join(text.split())
        if clean and clean not in seen:
            seen[clean] = Name(clean, type_, quality, dominant_script(clean))
    return tuple(seen.values())


def ofac(data: Path) -> list[Entry]:
    """The OFAC SDN list of May 2024 with its alternates."""
    lists = data / "lists"
    paths = [
        lists / "us_ofac_sdn_2024-05-03/sdn.csv.xz",
        lists / "us_ofac_alt_add_2025-02/alt.csv",
        lists / "us_ofac_alt_add_2025-02/add.csv",
    ]
    parsed = importers.read(paths, importers.info("ofac-sdn"))
    return [item for item in parsed.items if isinstance(item, Entry)]


def ofac_files(data: Path, unpacked: Path) -> list[str]:
    """The files of the OFAC list as its publisher names them, unpacked."""
    lists = data / "lists"
    sdn = unpacked / "sdn.csv"
    packed = lists / "us_ofac_sdn_2024-05-03/sdn.csv.xz"
    sdn.write_bytes(lzma.decompress(packed.read_bytes()))
    more = lists / "us_ofac_alt_add_2025-02"
    return [str(sdn), str(more / "alt.csv"), str(more / "add.csv")]


_EU_KINDS = {
    "person": "person",
    "company": "company",
    "organization": "organization",
    "legalentity": "organization",
    "vessel": "vessel",
    "airplane": "aircraft",
}


def eu(data: Path) -> list[Entry]:
    """The EU annexes as transcribed; native spellings included."""
    entries = []
    for path in sorted((data / "lists/eu_journal_2026-08/consolidated").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                texts = []
                for column, type_, quality in (
                    ("name", "primary", "strong"),
                    ("alias", "alias", "strong"),
                    ("previousName", "former", "strong"),
                    ("weakAlias", "alias", "weak"),
                ):
                    texts += [
                        (part, type_, quality)
                        for part in (row[column] or "").split(";")
                    ]
                names = _names(texts)
                kind = _EU_KINDS.get((row["schema"] or "").lower(), "organization")
                if names:
                    entries.append(
                        Entry(f"eu:{path.stem}#{row['recordId']}", "eu", kind, names)
                    )
    return entries


def uk(data: Path) -> list[Entry]:
    """The UK Sanctions List as normalised tables."""
    base = data / "lists/uk_sanctions_list_2026-05"
    kinds = {}
    with (base / "subjects.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            kinds[row["unique_id"]] = {"individual": "person", "ship": "vessel"}.get(
                row["subject_type"].lower(), "organization"
            )
    texts: dict[str, list[tuple[str, str, str]]] = {}
    with (base / "subject_names.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            primary = row["name_type"] == "primary"
            weak = (row["alias_strength"] or "").lower().startswith("low")
            texts.setdefault(row["unique_id"], []).append(
                (
                    row["full_name"],
                    "primary" if primary else "alias",
                    "weak" if weak else "strong",
                )
            )
    return [
        Entry(f"uk:{key}", "uk", kinds.get(key, "organization"), names)
        for key, rows in texts.items()
        if (names := _names(rows))
    ]


def un(data: Path) -> list[Entry]:
    """The UN consolidated list, names only."""
    root = ET.parse(data / "lists/un_2026-02-27/UN_consolidated.xml").getroot()  # noqa: S314 - own data
    entries = []
    for node in root.iter():
        if node.tag not in {"INDIVIDUAL", "ENTITY"}:
            continue
        parts = [
            node.findtext(tag) or ""
            for tag in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
        ]
        texts = [(" ".join(parts), "primary", "strong")]
        texts.append((node.findtext("NAME_ORIGINAL_SCRIPT") or "", "native", "strong"))
        for alias in node.iter():
            if alias.tag.endswith("_ALIAS"):
                low = (alias.findtext("QUALITY") or "").lower() == "low"
                texts.append(
                    (
                        alias.findtext("ALIAS_NAME") or "",
                        "alias",
                        "weak" if low else "strong",
                    )
                )
        names = _names(texts)
        if names:
            kind = "person" if node.tag == "INDIVIDUAL" else "organization"
            entries.append(Entry(f"un:{node.findtext('DATAID')}", "un", kind, names))
    return entries


def all_lists(data: Path) -> list[Entry]:
    """OFAC, EU, UK and UN together."""
    return [*ofac(data), *eu(data), *uk(data), *un(data)]


def _rows(path: Path, column: str) -> list[str]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        return [row[column] for row in csv.DictReader(file) if row[column]]


_SHARES = re.compile(
    r"\b(common stock|class [a-z]|ordinary shares?|warrants?|units?|american depositary.*|"
    r"depositary shares.*|preferred.*|rights?|adr|notes due.*)\b.*",
    re.IGNORECASE,
)


def innocents(data: Path) -> dict[str, list[str]]:
    """Names of counterparties by source, less the known overlaps with lists."""
    base = data / "company_names"
    with (base / "known_overlaps.csv").open(encoding="utf-8-sig", newline="") as file:
        overlaps = {row["name"] for row in csv.DictReader(file)}
    found = {
        "listed companies, world": _rows(
            base / "listed_companies_world.csv.xz", "name"
        ),
        "SEC registrants": _rows(base / "us_sec_listed.csv.xz", "name"),
        "Lithuanian register": _rows(base / "lt_company_register.csv.xz", "name"),
        "Russian suppliers": _rows(base / "ru_suppliers.csv.xz", "name"),
        "Chinese short names": _rows(base / "cn_company_short_names.csv.xz", "name"),
        "Chinese A-shares": _rows(base / "cn_a_share_stock_basic.csv", "name"),
    }
    return {
        source: sorted(
            {_SHARES.sub("", name).strip() or name for name in names} - overlaps
        )
        for source, names in found.items()
    }


def news(data: Path) -> list[dict[str, object]]:
    """The labelled excerpts."""
    path = data / "text/news_excerpts/news_excerpts.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def vessels(data: Path) -> list[str]:
    """Names of ships of the world."""
    path = data / "vessels/imo_vessel_codes.csv.xz"
    with lzma.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        head = next(rows)
        place = next((i for i, name in enumerate(head) if "name" in name.lower()), 0)
        return [row[place] for row in rows if len(row) > place]
