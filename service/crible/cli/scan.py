"""``crible scan``: find listed names in texts, pages, mails, contracts and payments."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from crible.cli import exits, options
from crible.errors import CribleError, FileRefused, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crible.batch.encodings import Encoding
    from crible.cli.progress import Counter
    from crible.documents.document import Document
    from crible.model import Screening
    from crible.usecases.screening import Answer, Call
    from crible.usecases.services import Services

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
# What tells the format of a file.
_HEAD = 1 << 16
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
                    for answer, document, base in _answers(
                        services, call, file, encoding, input_format
                    ):
                        _warn(_label(file), document, counter)
                        printer.answered(_label(file), answer, document, base)
                        found = _code_of(
                            file, _placed(answer, base), counter, exit_code
                        )
                        code = exits.worst(code, found)
                    counter.reached(number, position=number)
                except (FileRefused, TooLarge) as error:
                    # One text alone: nothing was done, so the error is the answer.
                    if len(files) == 1:
                        raise
                    counter.say(f"Error: {error}")
                    printer.refused(_label(file), error)
                    code = exits.worst(code, exits.REFUSED)
        printer.done()
    return code


def _answers(
    services: Services,
    call: Call,
    file: str,
    encoding: str | None,
    input_format: str | None,
) -> Iterator[tuple[Answer, Document, int | None]]:
    """The answer to a text; of a long one, each part's with the place where it begins."""
    from crible.batch import encodings
    from crible.cli import long_text
    from crible.documents import cuts, reader
    from crible.documents.document import Document
    from crible.usecases import screening as usecase

    limit, where = services.limits.text_length, _label(file)
    with _opened(file) as stream:
        head = stream.read(_HEAD)
        stream.seek(0)
        long = long_text.is_longer(stream, limit) and reader.is_plain(
            head, format_name=input_format
        )
        if not long:
            document = _read(stream, where, encoding, input_format, limit)
            yield usecase.scan(services, document, call), document, None
            return
        reader.refuse_foreign(head, where)
        decided = encodings.detect(stream, declared=encoding, where=where)
        _tell_guess(where, decided)
        long_text.check(stream, decided, where)
        pieces = long_text.pieces(stream, decided)
        for base, text in cuts.parts(pieces, limit):
            answer = usecase.scan(services, text, call)
            yield answer, Document("text", text), base


def _warn(file: str, document: Document, counter: Counter) -> None:
    for warning in document.warnings:
        counter.say(f"{file}: {warning}")


def _code_of(file: str, screening: Screening, counter: Counter, exit_code: bool) -> int:
    if screening.problem:
        counter.say(f"Error: {_label(file)}: {screening.problem.detail}")
        return exits.of_problem(screening.problem.code)
    if exit_code and screening.outcome in {"match", "review"}:
        return exits.HITS
    return 0


def _read(
    stream: BinaryIO,
    where: str,
    encoding: str | None,
    input_format: str | None,
    limit: int,
) -> Document:
    from crible.batch import encodings
    from crible.documents import reader

    data = stream.read(_LARGEST + 1)
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
        _tell_guess(where, decided)
        return text

    return reader.read(
        data, where=where, decode=decoded, declared=encoding, format_name=input_format
    )


def _tell_guess(where: str, decided: Encoding) -> None:
    if decided.how in {"guessed", "zero bytes"}:
        exits.say(f"{where}: read as {decided}. Say --encoding if that is wrong.")


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    from crible.cli import long_text

    path = None if file == "-" else Path(file)
    where = _label(file)
    try:
        if path is not None and path.is_dir():
            raise FileRefused("It is a folder.", where=where, hint="Name its files.")
        stream = long_text.opened(path)
    except FileNotFoundError:
        raise FileRefused("There is no such file.", where=where) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "unusable name"
        raise FileRefused(
            f"The file cannot be opened: {reason}.", where=where
        ) from None
    with closing(stream):
        yield stream


def _label(file: str) -> str:
    """The name to show: file names are bytes, and need not be text."""
    if file == "-":
        return "standard input"
    return os.fsencode(file).decode("utf-8", "replace")


class _Printer:
    """Prints answers as they come; ``several`` when there is more than one file."""

    def __init__(self, *, several: bool) -> None:
        self.several = several

    def answered(
        self, file: str, answer: Answer, document: Document, base: int | None
    ) -> None:
        """Print one answer; ``base`` is where the part of a long text begins."""
        raise NotImplementedError

    def refused(self, file: str, error: CribleError) -> None:
        """Print that a text could not be read; said on standard error already."""

    def done(self) -> None:
        """Print what waits for the end."""


class _Tables(_Printer):
    def answered(
        self, file: str, answer: Answer, document: Document, base: int | None
    ) -> None:
        from crible.cli import tables

        screening = _placed(answer, base)
        if base is None:
            tables.show_scan(tables.console(), screening, answer.entries, file)
            return
        title = f"{file}, characters {base:,} to {base + len(document.text):,}"
        tables.show_part(tables.console(), screening, answer.entries, title)


class _Json(_Printer):
    def answered(
        self, file: str, answer: Answer, document: Document, base: int | None
    ) -> None:
        from crible.usecases.answers import document_json, scan_json

        shape = scan_json(_placed(answer, base), answer.entries)
        if base is not None:
            shape["part"] = {"start": base, "end": base + len(document.text)}
        self._print(file, {**shape, **document_json(document)}, part=base is not None)

    def refused(self, file: str, error: CribleError) -> None:
        problem = {"code": error.code, "title": error.title, "detail": str(error)}
        self._print(file, {"outcome": "error", "problem": problem})

    def _print(self, file: str, shape: dict[str, Any], *, part: bool = False) -> None:
        from crible.cli.printing import print_json

        named = {"file": file, **shape} if self.several else shape
        print_json(named, indent=not (self.several or part))


class _Csv(_Printer):
    def __init__(self, *, several: bool) -> None:
        super().__init__(several=several)
        self._begun = False

    def answered(
        self, file: str, answer: Answer, _document: Document, base: int | None
    ) -> None:
        self._begin()
        screening = _placed(answer, base)
        for mention in screening.mentions:
            entry = answer.entries.get(mention.entry_id)
            self._print(
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
        self._begin()

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._print(_CSV)

    def _print(self, row: Sequence[object]) -> None:
        from crible.cli.printing import print_csv

        print_csv([str(cell) for cell in row], ())


class _Html(_Printer):
    def answered(
        self, file: str, answer: Answer, _document: Document, base: int | None
    ) -> None:
        from crible.usecases import annotated

        # Parts of a long text follow one another, and each says its own places.
        screening = answer.screenings[0]
        if self.several or base is not None:
            print(annotated.fragment(screening, answer.entries))
        else:
            print(annotated.document(screening, answer.entries, file), end="")


def _placed(answer: Answer, base: int | None) -> Screening:
    """The screening of an answer, with places counted in the whole text."""
    from crible.cli import long_text

    (screening,) = answer.screenings
    return long_text.moved(screening, base) if base else screening


_PRINTERS: dict[str, type[_Printer]] = {
    "table": _Tables,
    "json": _Json,
    "csv": _Csv,
    "html": _Html,
}
