"""``crible scan``: find listed names in texts, pages, mails, contracts and payments."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crible.cli import exits, options
from crible.errors import CribleError, FileRefused, TooLarge

if TYPE_CHECKING:
    from crible.cli.progress import Counter
    from crible.documents.document import Document
    from crible.usecases.screening import Answer

_CSV = (
    "file",
    "start",
    "end",
    "text",
    "entry",
    "list",
    "caption",
    "status",
    "score",
    "band",
    "matched_name",
    "screening",
    "field",
    "short_for",
)

# UTF-32 needs four bytes for a character, and a byte order mark four more.
_BYTES_PER_CHARACTER = 4
# Contracts with pictures in them are large; beyond this no file is taken up whole.
_LARGEST = 64 * 1024 * 1024


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@options.lists
@options.threshold
@options.state
@options.encoding
@click.option(
    "--from",
    "input_format",
    type=click.Choice(["text", "html", "mail", "pdf", "docx", "mt", "iso20022"]),
    help="What the files are.  [default: found out]",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json", "csv", "html"]),
    default="table",
    show_default=True,
    help="How to print mentions; html is the text with marks and a legend.",
)
@options.exit_code
def scan(
    *,
    files: tuple[str, ...],
    lists: tuple[str, ...],
    threshold: float | None,
    as_of: str,
    snapshot: str,
    encoding: str | None,
    input_format: str | None,
    output_format: str,
    exit_code: bool,
) -> int:
    """Find listed names in texts and documents; - reads standard input.

    Plain text, HTML, e-mail, DOCX, PDF (with the extra pdf), SWIFT MT and ISO 20022.
    """
    from crible.cli import session
    from crible.cli.progress import Counter
    from crible.usecases import screening as usecase
    from crible.usecases.moments import state_of

    with session.opened() as (settings, services):
        state = state_of(services, as_of=as_of, snapshot=snapshot)
        code = session.warn_of_state(services, lists, state)
        call = usecase.Call(settings.operator, "cli", lists, threshold, state=state)
        printer = _PRINTERS[output_format](several=len(files) > 1)
        with Counter("texts", total=len(files)) as counter:
            for number, file in enumerate(files, start=1):
                try:
                    document = _read(
                        file, encoding, input_format, settings.max_text_length
                    )
                    answer = usecase.scan(services, document, call)
                except (FileRefused, TooLarge) as error:
                    # One text alone: nothing was done, so the error is the answer.
                    if len(files) == 1:
                        raise
                    counter.say(f"Error: {error}")
                    printer.refused(_label(file), error)
                    code = exits.worst(code, exits.REFUSED)
                    continue
                for warning in document.warnings:
                    counter.say(f"{_label(file)}: {warning}")
                printer.answered(_label(file), answer, document)
                counter.reached(number, position=number)
                code = exits.worst(code, _code_of(file, answer, counter, exit_code))
        printer.done()
    return code


def _code_of(file: str, answer: Answer, counter: Counter, exit_code: bool) -> int:
    screening = answer.screenings[0]
    if screening.problem:
        counter.say(f"Error: {_label(file)}: {screening.problem.detail}")
        return exits.of_problem(screening.problem.code)
    if exit_code and screening.outcome in {"match", "review"}:
        return exits.HITS
    return 0


def _read(
    file: str, encoding: str | None, input_format: str | None, limit: int
) -> Document:
    from crible.batch import encodings
    from crible.documents import reader

    where = _label(file)
    data = _bytes(file, _LARGEST + 1)
    if len(data) > _LARGEST:
        raise TooLarge(f"The file has more than {_LARGEST >> 20} MB.", where=where)

    def decoded(content: bytes, declared: str | None) -> str:
        if len(content) > limit * _BYTES_PER_CHARACTER + 4:
            raise TooLarge(
                f"The text is longer than {limit} characters.",
                where=where,
                hint="Cut it into parts, or raise CRIBLE_MAX_TEXT_LENGTH.",
            )
        text, decided = encodings.decode(content, declared=declared, where=where)
        if decided.how in {"guessed", "zero bytes"}:
            exits.say(f"{where}: read as {decided}. Say --encoding if that is wrong.")
        return text

    return reader.read(
        data, where=where, decode=decoded, declared=encoding, format_name=input_format
    )


def _bytes(file: str, most: int) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(most)
    path = Path(file)
    where = _label(file)
    try:
        if path.is_dir():
            raise FileRefused("It is a folder.", where=where, hint="Name its files.")
        with path.open("rb") as stream:
            return stream.read(most)
    except FileNotFoundError:
        raise FileRefused("There is no such file.", where=where) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "unusable name"
        raise FileRefused(
            f"The file cannot be opened: {reason}.", where=where
        ) from None


def _label(file: str) -> str:
    """The name to show: file names are bytes, and need not be text."""
    if file == "-":
        return "standard input"
    return os.fsencode(file).decode("utf-8", "replace")


class _Printer:
    """Prints answers as they come; ``several`` when there is more than one file."""

    def __init__(self, *, several: bool) -> None:
        self.several = several

    def answered(self, file: str, answer: Answer, document: Document) -> None:
        """Print one answer."""
        raise NotImplementedError

    def refused(self, file: str, error: CribleError) -> None:
        """Print that a text could not be read; said on standard error already."""

    def done(self) -> None:
        """Print what waits for the end."""


class _Tables(_Printer):
    def answered(self, file: str, answer: Answer, _document: Document) -> None:
        from crible.cli import tables

        tables.show_scan(tables.console(), answer.screenings[0], answer.entries, file)


class _Json(_Printer):
    def answered(self, file: str, answer: Answer, document: Document) -> None:
        from crible.usecases.answers import document_json, scan_json

        shape = scan_json(answer.screenings[0], answer.entries)
        self._print(file, {**shape, **document_json(document)})

    def refused(self, file: str, error: CribleError) -> None:
        problem = {"code": error.code, "title": error.title, "detail": str(error)}
        self._print(file, {"outcome": "error", "problem": problem})

    def _print(self, file: str, shape: dict[str, Any]) -> None:
        from crible.cli.printing import print_json

        named = {"file": file, **shape} if self.several else shape
        print_json(named, indent=not self.several)


class _Csv(_Printer):
    def __init__(self, *, several: bool) -> None:
        super().__init__(several=several)
        self._rows: list[list[object]] = []

    def answered(self, file: str, answer: Answer, _document: Document) -> None:
        screening = answer.screenings[0]
        for mention in screening.mentions:
            entry = answer.entries.get(mention.entry_id)
            self._rows.append(
                [
                    file,
                    mention.start,
                    mention.end,
                    mention.text,
                    mention.entry_id,
                    mention.entry_id.partition(":")[0],
                    entry.caption if entry else "",
                    entry.status if entry else "",
                    f"{mention.score:.4f}",
                    mention.band,
                    mention.matched.name,
                    screening.id,
                    mention.field,
                    "" if mention.short_for is None else mention.short_for,
                ]
            )

    def done(self) -> None:
        from crible.cli.printing import print_csv

        print_csv(_CSV, self._rows)


class _Html(_Printer):
    def answered(self, file: str, answer: Answer, _document: Document) -> None:
        from crible.usecases import annotated

        screening = answer.screenings[0]
        if self.several:
            print(annotated.fragment(screening, answer.entries))
        else:
            print(annotated.document(screening, answer.entries, file), end="")


_PRINTERS: dict[str, type[_Printer]] = {
    "table": _Tables,
    "json": _Json,
    "csv": _Csv,
    "html": _Html,
}
