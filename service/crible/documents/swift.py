"""SWIFT MT messages: the parties of a payment by field, and its free text.

Party fields are 50 and 52 to 59, free text are 70 and 72. A name may go on in the next
line when the first is full (35 characters), and whether a full line ends a word cannot be
seen: such names are read both ways. Places are places in the message as given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.documents.document import Document, Part, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIELDS = {
    "50": "ordering customer",
    "51": "sending institution",
    "52": "ordering institution",
    "53": "sender's correspondent",
    "54": "receiver's correspondent",
    "55": "third reimbursement institution",
    "56": "intermediary",
    "57": "account with institution",
    "58": "beneficiary institution",
    "59": "beneficiary",
    "70": "remittance information",
    "72": "sender to receiver information",
    "77": "further information",
}
_TEXTS = frozenset({"70", "72", "77"})
_TAG = re.compile(r"^:(\d\d)([A-Z]?):", re.MULTILINE)
_BLOCKS = re.compile(r"\A\s*\{1:[A-Z]\d\d[A-Z0-9]{12}")
_LINE = re.compile(r"[^\r\n]+")
_NUMBERED = re.compile(r"([1-8])/(.*)\Z", re.DOTALL)
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\Z")
_CODE = re.compile(r"/[A-Z]{3,8}/|//")
# What a line of a field holds.
WIDTH = 35
# A line so long may have lost its last blank.
_NEARLY = WIDTH - 1


def is_message(head: str) -> bool:
    """Whether a text begins as an MT message does."""
    if _BLOCKS.match(head):
        return True
    tags = {found[1] for found in _TAG.finditer(head)}
    return head.lstrip()[:1] == ":" and bool(tags & {"20", "23", "50", "59", "32"})


def read(text: str) -> Document:
    """The fields of a message that hold parties or free text."""
    parts: list[Part] = []
    tags = list(_TAG.finditer(text))
    for place, tag in enumerate(tags):
        after = tags[place + 1] if place + 1 < len(tags) else None
        end = after.start() if after else _end(text, tag.end())
        number = tag[1]
        if number not in _FIELDS:
            continue
        label = f"{number}{tag[2]} {_FIELDS[number]}"
        lines = [
            (tag.end() + line.start(), line[0].rstrip())
            for line in _LINE.finditer(text[tag.end() : end])
            if line[0].strip()
        ]
        if number in _TEXTS:
            parts += _free(label, lines)
        else:
            parts += _party(label, lines)
    warnings = () if parts else ("No field of the message names a party.",)
    return Document("mt", text, tuple(parts), warnings)


def _end(text: str, start: int) -> int:
    """Where the last field of a block ends."""
    found = re.compile(r"^-\}?|\}", re.MULTILINE).search(text, start)
    return found.start() if found else len(text)


def _party(label: str, lines: list[tuple[int, str]]) -> Iterator[Part]:
    if lines and lines[0][1].startswith("/"):
        # The account, or a clearing code.
        lines = lines[1:]
    if not lines or _BIC.match(lines[0][1]):
        lines = lines[1:]
    numbered = [(start, _NUMBERED.match(line)) for start, line in lines]
    if any(found for _, found in numbered):
        named = [
            (start + 2, found[2])
            for start, found in numbered
            if found and found[1] == "1"
        ]
        rest = [
            (start + 2, found[2])
            for start, found in numbered
            if found and found[1] != "1"
        ]
    else:
        size = 1
        while size < len(lines) and len(lines[size - 1][1]) >= _NEARLY:
            size += 1
        named, rest = lines[:size], lines[size:]
    if named:
        yield Part(label, "name", tuple(_ways(named)))
    if rest:
        yield Part(f"{label}, address", "text", tuple(_ways(rest)))


def _free(label: str, lines: list[tuple[int, str]]) -> Iterator[Part]:
    cut = []
    for start, line in lines:
        # Codes and signs of continuation are none of the text.
        skip = len(found[0]) if (found := _CODE.match(line)) else 0
        cut.append((start + skip, line[skip:]))
    if cut:
        yield Part(label, "text", tuple(_ways(cut)))


def _ways(lines: list[tuple[int, str]]) -> Iterator[Passage]:
    """Lines in one, with blanks between; and without where a line is full."""
    yield _joined(lines, glue=False)
    if any(len(line) >= _NEARLY for _, line in lines[:-1]):
        yield _joined(lines, glue=True)


def _joined(lines: list[tuple[int, str]], *, glue: bool) -> Passage:
    text, origin = "", []
    for number, (start, line) in enumerate(lines):
        if number and not (glue and len(lines[number - 1][1]) >= _NEARLY):
            text += " "
            origin.append(start - 1)
        text += line
        origin.extend(range(start, start + len(line)))
    return Passage(text, tuple(origin))
