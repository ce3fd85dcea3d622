"""Draw a French text of our own as ``crible scan`` shows it.

In a terminal (docs/scan-fr.svg), and as the page of ``--format html`` (docs/scan-fr.png),
for which chromium must be installed.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console

from crible import Screener, importers
from crible.cli import tables
from crible.model import Entry, EntrySummary, Screening, Subject
from crible.resources import folder
from crible.usecases import annotated

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
    browser = shutil.which("chromium")
    if browser:
        _photograph(browser, annotated.document(screening, summaries, "article.txt"))


def _photograph(browser: str, page: str) -> None:
    """The page as a browser shows it."""
    with tempfile.TemporaryDirectory() as folder_name:
        path = Path(folder_name) / "article.html"
        path.write_text(page, encoding="utf-8")
        subprocess.run(  # noqa: S603 - the browser of whoever draws the picture
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-quic",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--force-device-scale-factor=1.5",
                "--window-size=1000,345",
                f"--screenshot={Path(__file__).parent / 'scan-fr.png'}",
                path.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
