"""``crible lookup``: screen names given on the command line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from crible.cli import exits, options
from crible.errors import UsageError
from crible.model import KINDS, Identifier, Problem, Subject
from crible.text import dates
from crible.text import identifiers as numbers

if TYPE_CHECKING:
    from crible.model import Kind
    from crible.usecases.screening import Answer

_CSV = (
    "name",
    "outcome",
    "entry",
    "list",
    "caption",
    "kind",
    "status",
    "score",
    "band",
    "matched_name",
    "reason",
    "screening",
    "snapshot",
    "profile",
)


@click.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(KINDS), help="What the names stand for.")
@click.option(
    "--country",
    "countries",
    multiple=True,
    metavar="CODE",
    help="Country of the counterparty, ISO 3166-1 alpha-2; may be repeated.",
)
@click.option(
    "--identifier",
    "identifiers",
    multiple=True,
    metavar="SCHEME=VALUE",
    help="A number it is known by, such as inn=7728168971; may be repeated.",
)
@click.option(
    "--birth-date",
    default="",
    metavar="DATE",
    help="Date of birth of a person: 1965-03-14, 1965, or as written.",
)
@click.option(
    "--registration-date",
    default="",
    metavar="DATE",
    help="Date on which a company was registered, in the same forms.",
)
@options.lists
@options.threshold
@click.option(
    "--limit",
    type=int,
    default=10,
    show_default=True,
    help="Show this many hits of a name at most.",
)
@options.state
@options.output_format
@click.option(
    "--why/--no-why",
    default=True,
    help="With a table: show the reasons of the best hit.  [default: why]",
)
@options.exit_code
def lookup(
    *,
    names: tuple[str, ...],
    kind: Kind | None,
    countries: tuple[str, ...],
    identifiers: tuple[str, ...],
    birth_date: str,
    registration_date: str,
    lists: tuple[str, ...],
    threshold: float | None,
    limit: int,
    as_of: str,
    snapshot: str,
    output_format: str,
    why: bool,
    exit_code: bool,
) -> int:
    """Look up names on the loaded lists and say why they hit.

    Options that describe a counterparty hold for every NAME of the call.
    """
    known = Subject(
        name="",
        kind=kind,
        countries=tuple(_country(code) for code in countries),
        identifiers=tuple(_identifier(text) for text in identifiers),
        birth_date=_date(birth_date, "--birth-date"),
        registration_date=_date(registration_date, "--registration-date"),
    )
    subjects = [_subject(name, known) for name in names]

    from crible.cli import session
    from crible.usecases.moments import state_of
    from crible.usecases.screening import Call, screen

    with session.opened() as (settings, services):
        state = state_of(services, as_of=as_of, snapshot=snapshot)
        stale = session.warn_of_state(services, lists, state)
        call = Call(settings.operator, "cli", lists, threshold, limit, state=state)
        answer = screen(services, subjects, call)
    _PRINTERS[output_format](answer, why)
    code = stale
    for number, screening in enumerate(answer.screenings, start=1):
        if screening.problem:
            where = f"name {number}: " if len(names) > 1 else ""
            exits.say(f"Error: {where}{screening.problem.detail}")
            code = exits.worst(code, exits.of_problem(screening.problem.code))
        elif exit_code and screening.outcome in {"match", "review"}:
            code = exits.worst(code, exits.HITS)
    return code


def _subject(name: str, known: Subject) -> Subject | Problem:
    if options.is_undecodable(name):
        return Problem(
            "subject-refused",
            "This subject cannot be screened",
            "The name holds bytes that are not valid text in the terminal's encoding.",
        )
    return replace(known, name=name)


def _country(code: str) -> str:
    if not re.fullmatch("[A-Za-z]{2}", code):
        raise UsageError(
            "--country wants a code of two letters, ISO 3166-1 alpha-2, such as ru."
        )
    return code.lower()


def _identifier(text: str) -> Identifier:
    scheme, value = options.pair(text, "--identifier", "inn=7728168971")
    return Identifier(numbers.scheme_of(scheme) or scheme.lower(), value)


def _date(text: str, option: str) -> str:
    if text and not dates.parse(text):
        raise UsageError(f"{option} wants a date such as 1965-03-14 or 1965.")
    return text.strip()


def _print_table(answer: Answer, why: bool) -> None:
    from crible.cli import tables

    screen = tables.console()
    for screening in answer.screenings:
        tables.show_screening(screen, screening, answer.entries, why=why)


def _print_json(answer: Answer, _why: bool) -> None:
    from crible.cli.printing import print_json
    from crible.usecases.answers import screening_json

    alone = len(answer.screenings) == 1
    for screening in answer.screenings:
        print_json(screening_json(screening, answer.entries), indent=alone)


def _print_csv(answer: Answer, _why: bool) -> None:
    from crible.batch.results import reason_of
    from crible.cli.printing import print_csv
    from crible.usecases.answers import hit_json

    rows: list[list[object]] = []
    for screening in answer.screenings:
        head = [screening.subject.name, screening.outcome]
        tail = [screening.id, screening.snapshot, screening.profile]
        if not screening.hits:
            detail = screening.problem.detail if screening.problem else ""
            rows.append([*head, *[""] * 8, detail, *tail])
        for hit in screening.hits:
            shape = hit_json(hit, answer.entries)
            entry = shape["entry"]
            rows.append(
                [
                    *head,
                    *(
                        entry[key]
                        for key in ("id", "list", "caption", "kind", "status")
                    ),
                    f"{hit.score:.4f}",
                    hit.band,
                    hit.matched.name,
                    reason_of(hit),
                    *tail,
                ]
            )
    print_csv(_CSV, rows)


_PRINTERS = {"table": _print_table, "json": _print_json, "csv": _print_csv}
