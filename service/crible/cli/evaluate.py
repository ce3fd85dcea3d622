"""``crible evaluate``: measure the engine on the loaded lists and one's own names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crible.cli import exits, options
from crible.errors import FileRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.evaluation.cases import Plan
    from crible.evaluation.pack import Pack
    from crible.evaluation.results import Report
    from crible.matching import Profile
    from crible.model import Entry, Snapshot

# Answers are kept down to this score, so that a sweep has something to sweep over.
_FLOOR = 0.4
# Innocent names of a source for each altered name of a class: alerts are rare.
_INNOCENTS = 4


@click.command()
@options.lists
@click.option(
    "--innocents",
    multiple=True,
    metavar="FILE",
    help="Names that are no listed ones: .csv or .tsv with a name column, else one name "
    "a line; may be repeated.  [default: made sources alone]",
)
@click.option(
    "--part",
    type=click.Choice(["report", "tune"]),
    default="report",
    show_default=True,
    help="Which half of entries and innocents to use: tune to choose, report to judge.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 100_000),
    default=150,
    show_default=True,
    metavar="N",
    help="Altered names per class at most; four times as many per source of innocents.",
)
@click.option(
    "--seed",
    type=int,
    default=7,
    show_default=True,
    metavar="N",
    help="The same seed and lists give the same results.",
)
@click.option(
    "--threshold",
    "thresholds",
    metavar="0.5,0.6,...",
    help="Alert lines to count the same answers at.  [default: steps of 0.05]",
)
@click.option(
    "--profile",
    "profile_file",
    metavar="FILE",
    help="Parameters to measure, as JSON.  [default: those in use]",
)
@click.option(
    "--against",
    "against_file",
    metavar="FILE",
    help="A second profile to measure on the same names and compare.",
)
@click.option(
    "--print-profile",
    is_flag=True,
    help="Print the default profile as JSON, to start a changed one from, and end.",
)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="FOLDER",
    help="Write evaluation.json and report.html there.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print the counts on standard output.",
)
def evaluate(
    *,
    lists: tuple[str, ...],
    innocents: tuple[str, ...],
    part: str,
    most: int,
    seed: int,
    thresholds: str | None,
    profile_file: str | None,
    against_file: str | None,
    print_profile: bool,
    folder: str | None,
    output_format: str,
) -> int:
    """Measure recall on altered listed names and alerts on innocent ones.

    Names of the loaded lists are altered in some sixty ways and screened; so are names
    of nobody listed. Nothing is recorded and nothing leaves this machine.
    """
    from crible.cli import printing, profiles, session
    from crible.matching import default_profile

    if print_profile:
        printing.print_json(default_profile().as_dict(), indent=True)
        return exits.OK
    lines = _lines(thresholds)
    given = {Path(file).name: _names(file) for file in innocents}
    if len(given) < len(innocents):
        raise UsageError("Two files of innocents have the same name.")

    from crible.usecases.lists import newest_entries

    with session.opened() as (_, services):
        stale = session.warn_of_lists(services, lists)
        snapshot, entries = newest_entries(services, lists)
        measured = [profiles.read(profile_file) if profile_file else services.profile]
        if against_file:
            measured.append(profiles.read(against_file))
        made = services.clock().date().isoformat()
    pack = _measured(
        snapshot,
        entries,
        given,
        measured,
        lines,
        part=part,
        most=most,
        seed=seed,
        made=made,
    )
    if output_format == "json":
        printing.print_json(pack.as_dict(records=False), indent=True)
    else:
        _print(pack)
    if folder:
        _write(pack, Path(folder))
    return stale


def _measured(
    snapshot: Snapshot,
    entries: Sequence[Entry],
    given: dict[str, tuple[str, ...]],
    profiles: Sequence[Profile],
    lines: tuple[float, ...],
    *,
    part: str,
    most: int,
    seed: int,
    made: str,
) -> Pack:
    from collections import Counter

    from crible._version import __version__
    from crible.evaluation import innocents
    from crible.evaluation.cases import plan
    from crible.evaluation.pack import Pack
    from crible.evaluation.results import Setting
    from crible.evaluation.views import half

    place = 1 if part == "report" else 0
    sources: dict[str, Sequence[str]] = {}
    aside = []
    for source, names in given.items():
        sources[source], held = innocents.unlisted(names, entries)
        aside.append((source, len(names), len(held)))
    own = [entry for entry in entries if half(entry.id) == place]
    sources.update(
        (f"made: {source}", names)
        for source, names in innocents.made(
            own, 2 * _INNOCENTS * most, seed, listed=entries
        ).items()
    )
    exits.say(f"{len(entries)} entries; altering names of the half {part} ...")
    asked = plan(
        entries,
        sources,
        part=place,
        per_class=most,
        per_source=_INNOCENTS * most,
        seed=seed,
    )
    floor = min(_FLOOR, *lines, *(profile.threshold for profile in profiles))
    counts = Counter(entry.list for entry in entries)
    return Pack(
        Setting(
            version=__version__,
            made=made,
            snapshot=snapshot.id,
            lists=tuple(
                (key, version, counts[key])
                for key, version in snapshot.versions
                if counts[key]
            ),
            part=part,
            seed=seed,
            most=most,
            pool=asked.pool,
            innocents=tuple(aside),
        ),
        tuple((profile, _run(asked, profile, floor)) for profile in profiles),
        lines,
    )


def _run(asked: Plan, profile: Profile, floor: float) -> Report:
    from crible.cli.progress import Counter
    from crible.evaluation.matcher import Engine
    from crible.evaluation.measure import measure

    with Counter("names asked", total=asked.size) as counter:
        return measure(
            asked,
            lambda entries: Engine(entries, profile),
            matcher=profile.id,
            line=profile.threshold,
            floor=floor,
            progress=lambda count: counter.reached(count, position=count),
        )


def _lines(text: str | None) -> tuple[float, ...]:
    if text is None:
        return ()
    try:
        lines = tuple(sorted({float(part) for part in text.split(",") if part.strip()}))
    except ValueError:
        lines = ()
    if not lines or not all(0 < line <= 1 for line in lines):
        raise UsageError(
            "--threshold wants numbers above 0 and up to 1, parted by commas.",
            hint="For example: --threshold 0.6,0.7,0.8",
        )
    return lines


def _names(file: str) -> tuple[str, ...]:
    from crible.batch import names

    return names.read(Path(file))


def _write(pack: Pack, folder: Path) -> None:
    from crible.evaluation import page

    body = json.dumps(pack.as_dict(), ensure_ascii=True, indent=1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "evaluation.json").write_text(body + "\n", encoding="utf-8")
        (folder / "report.html").write_text(
            page.build(pack), encoding="utf-8", errors="replace"
        )
    except OSError as error:
        raise FileRefused(
            f"The results cannot be written: {error.strerror}.", where=str(folder)
        ) from None
    exits.say(f"Results: {folder / 'evaluation.json'}")
    exits.say(f"Report: {folder / 'report.html'}")


def _print(pack: Pack) -> None:
    from crible.cli import evaluate_tables

    evaluate_tables.show(pack)
