"""``crible scan``: texts in, mentions with offsets out."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime

import pytest

from crible.model import Entry, Name

OLD = Entry("ofac-sdn:9", "ofac-sdn", "company", (Name("Old Works"),))
TEXT = "Selon la presse 🛰, l’usine IEMZ Koupol a été visitée ; Almaz-Antey se tait.\n"


@pytest.fixture
def article(tmp_path):
    """A short text with two names."""
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _spans(text, done):
    shape = json.loads(done.stdout)
    return [text[item["start"] : item["end"]] for item in shape["mentions"]]


def test_offsets_count_code_points(crible, article):
    """``start`` and ``end`` cut the mention out of the text as given."""
    done = crible("scan", "--format", "json", str(article))
    shape = json.loads(done.stdout)
    found = _spans(TEXT, done)
    assert [item["text"] for item in shape["mentions"]] == found
    assert any("Koupol" in span for span in found)
    assert any("Almaz-Antey" in span for span in found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encoding_does_not_move_offsets(crible, tmp_path, encoding):
    """A byte order mark is no part of the text."""
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT.encode(encoding))
    done = crible("scan", "--format", "json", str(path))
    assert any("Almaz-Antey" in span for span in _spans(TEXT, done))


def test_standard_input_is_a_dash(crible):
    """A dash reads standard input."""
    done = crible("scan", "--format", "json", "-", stdin=TEXT.encode())
    assert any("Almaz-Antey" in span for span in _spans(TEXT, done))


def test_several_files_give_an_object_a_line(crible, article, tmp_path):
    """Each line names its file; one that cannot be read is among them as an error."""
    quiet = tmp_path / "quiet.txt"
    quiet.write_text("Nothing to see.\n", encoding="utf-8")
    absent = tmp_path / "absent.txt"
    files = [str(article), str(absent), str(quiet)]
    done = crible("scan", "--format", "json", *files)
    shapes = [json.loads(line) for line in done.stdout.splitlines()]
    assert [shape["file"] for shape in shapes] == files
    assert [shape["outcome"] for shape in shapes] == ["match", "error", "clear"]
    assert done.exit_code == 3


def test_csv_has_a_row_for_each_mention(crible, article):
    """The CSV says where each mention stands."""
    done = crible("scan", "--format", "csv", str(article))
    rows = list(csv.DictReader(done.stdout.splitlines()))
    for row in rows:
        assert TEXT[int(row["start"]) : int(row["end"])] == row["text"]
    assert "press:almaz-antey" in {row["entry"] for row in rows}


def test_table_marks_the_mentions_in_the_text(crible, article):
    """Without colour the mentions stand in brackets."""
    done = crible("scan", str(article))
    assert "[[" in done.stdout
    assert "press:almaz-antey" in done.stdout


def test_guessed_encoding_is_said(crible, tmp_path):
    """A guess is stated with its confidence on standard error."""
    text = "Завод Купол в Ижевске посетили иностранные специалисты.\n" * 2
    path = tmp_path / "text.txt"
    path.write_bytes(text.encode("cp1251"))
    done = crible("scan", "--format", "json", str(path))
    assert "cp1251, guessed with confidence" in done.stderr
    assert any("Купол" in span for span in _spans(text, done))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no such file"),
        ("folder", "folder"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04...", "ZIP"),
        (b"text\0text", "NUL"),
        (b"\xd3\xec\n", "told safely"),
        (b"<html><p>" + b"a " * 600_000, "1000000"),
        (b"<html><p>" + b"a " * 2_500_000, "longer than 1000000"),
        (b"a" * 1_000_001 + b"\0", "NUL"),
        (b"\x89PNG" + b"a" * 1_000_001, "picture"),
    ],
)
def test_unreadable_text_is_refused(crible, tmp_path, content, said):
    """What is no readable text ends with 3, its own message, and no output."""
    path = tmp_path / "text.txt"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    done = crible("scan", str(path))
    assert done.exit_code == 3
    assert said in done.stderr
    assert done.stdout == ""


def test_a_long_text_is_screened_in_parts(crible, tmp_path):
    """Offsets count in the whole text, and each part is an object on a line."""
    line = "Nobody is named in this line, which is long enough to be one of many.\n"
    text = f"{line * 9000}IEMZ Kupol wrote.\n{line * 9000}Almaz-Antey read.\n"
    path = tmp_path / "long.txt"
    path.write_text(text, encoding="utf-8")
    done = crible("scan", "--format", "json", str(path))
    parts = [json.loads(row) for row in done.stdout.splitlines()]
    assert len(parts) == 2
    found = [mention for part in parts for mention in part["mentions"]]
    assert [text[item["start"] : item["end"]] for item in found] == [
        "IEMZ Kupol",
        "Almaz-Antey",
    ]
    assert parts[0]["part"]["end"] == parts[1]["part"]["start"]
    assert parts[1]["part"]["end"] == len(text)
    rows = list(
        csv.DictReader(crible("scan", "--format", "csv", str(path)).stdout.splitlines())
    )
    assert [int(row["start"]) for row in rows] == [item["start"] for item in found]
    table = crible("scan", str(path)).stdout
    assert "Nobody" not in table
    assert "Almaz-Antey" in table


@pytest.mark.parametrize(
    ("text", "code"), [(TEXT, 1), ("Nothing to see.\n", 0), ("", 0)]
)
def test_exit_code_tells_of_mentions(crible, tmp_path, text, code):
    """With --exit-code a text that needs a review ends with 1."""
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    assert crible("scan", "--exit-code", str(path)).exit_code == code


def test_stale_list_is_never_clear(crible, tmp_path, data_folder, publish_list):
    """A text without a mention is an error, not clear, while a list is too old."""
    publish_list(data_folder, "ofac-sdn", (OLD,), days_ago=900, fresh_days=1)
    path = tmp_path / "text.txt"
    path.write_text("Nothing to see.\n", encoding="utf-8")
    done = crible("scan", "--format", "json", str(path))
    shape = json.loads(done.stdout)
    assert shape["outcome"] == "error"
    assert shape["problem"]["code"] == "lists-unavailable"
    assert done.exit_code == 4
    assert crible("scan", "--list", "press", str(path)).exit_code == 0


def test_declared_encoding_is_believed(crible, tmp_path):
    """What cannot be guessed can be said."""
    path = tmp_path / "text.txt"
    path.write_bytes("Müller und Almaz-Antey.\n".encode("cp1252"))
    done = crible("scan", "--encoding", "cp1252", "--format", "json", str(path))
    assert done.exit_code == 0
    assert crible("scan", "--encoding", "klingon", str(path)).exit_code == 2


def test_scan_as_of_today_is_the_present(crible, tmp_path):
    """Today is a day like any other, and today's answer that of now."""
    text = tmp_path / "text.txt"
    text.write_text("They met at IEMZ Koupol.", encoding="utf-8")
    today = datetime.now(UTC).date().isoformat()
    now = json.loads(crible("scan", str(text), "--format", "json").stdout)
    then = crible("scan", str(text), "--as-of", today, "--format", "json")
    assert json.loads(then.stdout)["mentions"] == now["mentions"] != []


def test_a_page_is_scanned_by_its_readable_text(crible, tmp_path):
    """Of a page, offsets count in the extracted text, which the answer holds."""
    page = tmp_path / "page.html"
    page.write_text(
        "<!DOCTYPE html><nav><a>Almaz-Antey</a></nav><p>At <b>IEMZ</b> Kupol.</p>",
        encoding="utf-8",
    )
    shape = json.loads(crible("scan", "--format", "json", str(page)).stdout)
    assert (shape["format"], shape["text"]) == ("html", "At IEMZ Kupol.")
    found = [shape["text"][item["start"] : item["end"]] for item in shape["mentions"]]
    assert found == ["IEMZ Kupol"]
    assert shape["warnings"]


def test_a_payment_names_the_field(crible, tmp_path):
    """A party that hits is told with its field, in every output that has rows."""
    message = tmp_path / "mt103.txt"
    message.write_text(
        ":20:1\r\n:50K:/1\r\nNORDVIK HANDEL AB\r\n:59:/2\r\nIEMZ KUPOL\r\nIZHEVSK\r\n"
        ":70:FOR ALMAZ-ANTEY\r\n",
        encoding="ascii",
        newline="",
    )
    done = crible("scan", "--format", "csv", str(message))
    rows = {
        row["field"]: row["entry"] for row in csv.DictReader(done.stdout.splitlines())
    }
    assert rows == {
        "59 beneficiary": "press:iemz-kupol",
        "70 remittance information": "press:almaz-antey",
    }


def test_html_shows_the_text_with_marks(crible, tmp_path):
    """The page marks each mention, escapes the text and runs nothing."""
    path = tmp_path / "text.txt"
    path.write_text("<script>x</script> IEMZ Kupol \u202egnp", encoding="utf-8")
    page = crible("scan", "--format", "html", str(path)).stdout
    assert page.startswith("<!DOCTYPE html>")
    assert ">IEMZ Kupol<sup>1</sup></mark>" in page
    assert "<script" not in page
    assert "[U+202E]" in page


def test_a_said_format_is_believed(crible, tmp_path):
    """Source code of a page can be scanned as plain text."""
    page = tmp_path / "page.html"
    page.write_text("<html><nav>IEMZ Kupol</nav><p>x</p></html>", encoding="utf-8")
    done = crible("scan", "--from", "text", "--format", "json", str(page))
    assert [item["text"] for item in json.loads(done.stdout)["mentions"]] == [
        "IEMZ Kupol"
    ]
