"""Draw docs/scan-fr.svg: a French text of our own as ``crible scan`` shows it."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console

from crible import Screener, importers
from crible.cli import tables
from crible.model import Entry, EntrySummary, Screening, Subject
from crible.resources import folder

TEXT = """\
Selon des documents consultés par notre rédaction, l’usine IEMZ Koupol, filiale d’Almaz-Antey, a reçu
l’an dernier des moteurs livrés comme « installations frigorifiques ». L’intermédiaire russe TSK Vektor
a réglé la facture ; un ingénieur de Sichuan AEE s’est rendu à Ijevsk. Interrogé, Koupol n’a pas répondu.
La coupole de la cathédrale, elle, brille : un vecteur d’espoir, dit le curé.
"""


def main() -> None:
    """Scan the text against the press list and draw what a terminal shows."""
    read = importers.read(
        sorted(folder("seeds").glob("*.toml")), importers.info("press")
    )
    entries = [item for item in read.items if isinstance(item, Entry)]
    screener = Screener.build(entries)
    mentions = screener.scan(TEXT)
    screening = Screening(
        id="", at=datetime.now(UTC), actor="", channel="cli", operation="scan",
        subject=Subject(TEXT), outcome="match", snapshot="", profile="", threshold=0.7,
        mentions=mentions,
    )  # fmt: skip
    summaries = {
        entry.id: EntrySummary(
            entry.id, entry.list, entry.caption, entry.kind, entry.status
        )
        for entry in entries
    }
    screen = Console(record=True, width=110, force_terminal=True, file=StringIO())
    tables.show_scan(screen, screening, summaries, "article.txt")
    screen.save_svg(
        str(Path(__file__).parent / "scan-fr.svg"), title="crible scan article.txt"
    )


if __name__ == "__main__":
    main()
