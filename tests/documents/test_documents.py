"""Documents of every format: what their text is, and what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from crible.documents import cuts, reader
from crible.errors import FileRefused, UsageError

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

MT103 = (
    "{1:F01BANKBEBBAXXX0000000000}{2:I103BANKDEFFXXXXN}{4:\r\n"
    ":20:REF1\r\n"
    ":32A:261121EUR1000,\r\n"
    ":50K:/BE71096123456769\r\n"
    "NORDVIK TRADING OOO\r\n"
    "LENINA 1\r\n"
    "MOSCOW\r\n"
    ":52A:SABRRUMM\r\n"
    ":59F:/123\r\n"
    "1/IZHEVSK ELECTROMECHANICAL PLANT KU\r\n"
    "1/POL\r\n"
    "2/PESOCHNAYA 3\r\n"
    ":70:INVOICE 7 FOR ENGINES\r\n"
    "//OF ALMAZ ANTEY\r\n"
    ":72:/ACC/VIA TSK VEKTOR\r\n"
    "-}"
)

PACS = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf>
<CdtTrfTxInf><Dbtr><Nm>Nordvik Handel AB</Nm></Dbtr>
<CdtrAgt><FinInstnId><Nm>Bank Zarya</Nm></FinInstnId></CdtrAgt>
<Cdtr><Nm>IEMZ Kupol &amp; Co</Nm><PstlAdr><AdrLine>Izhevsk</AdrLine></PstlAdr></Cdtr>
<RmtInf><Ustrd>Engines for Almaz-Antey</Ustrd></RmtInf></CdtTrfTxInf>
</FIToFICstmrCdtTrf></Document>"""

MAIL = (
    b"From: Anna Berg <anna@example.org>\r\nTo: Office <office@example.org>\r\n"
    b"Subject: =?utf-8?q?Paiement_=C3=A0_Koupol?=\r\nMIME-Version: 1.0\r\n"
    b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    b"<html><body><script>no()</script><p>For <b>IEMZ</b> Kupol</p></body></html>\r\n--x\r\n"
    b'Content-Type: text/plain; charset=utf-8; name="note.txt"\r\n'
    b'Content-Disposition: attachment; filename="note.txt"\r\n\r\nAlmaz-Antey too\r\n--x--\r\n'
)


def _read(data, **more):
    return reader.read(
        data,
        where="file",
        decode=lambda content, declared: content.decode(declared or "utf-8"),
        **more,
    )


def _docx(body, *, name="word/document.xml", more=()):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
        for other, content in more:
            archive.writestr(other, content)
    return packed.getvalue()


def _body(inner):
    return f'<w:document xmlns:w="{_WORD}"><w:body>{inner}</w:body></w:document>'


def test_plain_text_stays_as_it_is():
    """Text is text: not a character is added or taken."""
    document = _read("  «Купол»\r\n\tx ".encode())
    assert (document.format, document.text) == ("text", "  «Купол»\r\n\tx ")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<html><body><p>IEMZ <b>Ku</b>pol</p></body></html>", "IEMZ Kupol"),
        ("<!DOCTYPE html><title>no</title><h1>One</h1><p>Two<br>Three", "One\n\nTwo\nThree"),
        ("<html><script>var a = 'Kupol'</script><p>x &amp; y &#1050;</p>", "x & y К"),
        ("<html><nav><a>Kupol</a></nav><main>body</main><footer>x</footer>", "body"),
        ("<html><p hidden>Kupol</p><p style='display: none'>x</p><p>y</p>", "y"),
        ("<html><ul><li><a>Home</a><li><a>News</a><li><a>Kupol</a><li><a>More</a></ul><p>text</p>", "text"),
        ("<html><table><tr><td>Name</td><td>Kupol</td></tr></table>", "Name\tKupol"),
        ("<html><pre>a  b\n c</pre>", "a b\nc"),
        ("<html><p>unclosed <i>Kupol<p>next", "unclosed Kupol\n\nnext"),
    ],
)  # fmt: skip
def test_pages_give_their_readable_text(page, text):
    """What a reader sees stays, with its blocks apart; menus and scripts go."""
    assert _read(page.encode()).text == text


def test_a_page_says_its_encoding():
    """The encoding in a page's head is believed."""
    page = '<html><head><meta charset="windows-1251"></head><p>Купол</p>'
    assert _read(page.encode("cp1251")).text == "Купол"


def test_what_is_left_out_of_a_page_is_said():
    """Navigation that is left out leaves a warning."""
    assert _read(b"<html><nav>a</nav><p>b</p>").warnings != ()


def test_a_payment_names_its_parties_by_field():
    """Names, addresses and free text of an MT message are told apart."""
    document = _read(MT103.encode())
    parts = {
        part.field: (part.treatment, part.passages[0].text) for part in document.parts
    }
    assert document.text == MT103
    assert parts == {
        "50K ordering customer": ("name", "NORDVIK TRADING OOO"),
        "50K ordering customer, address": ("text", "LENINA 1 MOSCOW"),
        "59F beneficiary": ("name", "IZHEVSK ELECTROMECHANICAL PLANT KU POL"),
        "59F beneficiary, address": ("text", "PESOCHNAYA 3"),
        "70 remittance information": ("text", "INVOICE 7 FOR ENGINES OF ALMAZ ANTEY"),
        "72 sender to receiver information": ("text", "VIA TSK VEKTOR"),
    }


def test_a_full_line_is_read_both_ways():
    """A line of 35 characters may end in the middle of a word."""
    part = next(p for p in _read(MT103.encode()).parts if p.field == "59F beneficiary")
    assert [passage.text for passage in part.passages] == [
        "IZHEVSK ELECTROMECHANICAL PLANT KU POL",
        "IZHEVSK ELECTROMECHANICAL PLANT KUPOL",
    ]


def test_fields_know_their_places_in_the_message():
    """Every character of a passage is the one at its place in the text."""
    for data in (MT103.encode(), PACS.encode()):
        document = _read(data)
        for part in document.parts:
            for passage in part.passages:
                assert len(passage.text) == len(passage.origin)
                for char, place in zip(passage.text, passage.origin, strict=True):
                    assert char in {document.text[place], " "}


def test_an_iso_message_is_laid_out_by_field():
    """Each name and each free text is a line, named by where it stands."""
    document = _read(PACS.encode())
    assert document.format == "iso20022"
    assert [(part.field, part.treatment, part.passages[0].text) for part in document.parts] == [
        ("CdtTrfTxInf/Dbtr/Nm", "name", "Nordvik Handel AB"),
        ("CdtTrfTxInf/CdtrAgt/Nm", "name", "Bank Zarya"),
        ("CdtTrfTxInf/Cdtr/Nm", "name", "IEMZ Kupol & Co"),
        ("CdtTrfTxInf/Cdtr/AdrLine", "text", "Izhevsk"),
        ("FIToFICstmrCdtTrf/CdtTrfTxInf/Ustrd", "text", "Engines for Almaz-Antey"),
    ]  # fmt: skip


def test_a_mail_gives_headers_body_and_attachments():
    """Encoded headers are read, HTML is made text, attachments are named."""
    document = _read(MAIL)
    assert document.format == "mail"
    assert "Subject: Paiement à Koupol" in document.text
    assert "For IEMZ Kupol" in document.text
    assert "[note.txt]\n\nAlmaz-Antey too" in document.text


def test_an_attachment_that_cannot_be_read_is_said():
    """One bad attachment does not hide the mail."""
    data = MAIL.replace(b"text/plain; charset=utf-8; name", b"image/png; name").replace(
        b"Almaz-Antey too", b"\x89PNG\r\n"
    )
    document = _read(data)
    assert "For IEMZ Kupol" in document.text
    assert any("note.txt" in warning for warning in document.warnings)


def test_a_contract_gives_its_paragraphs_and_notes():
    """Runs are joined, deleted text is left out, notes are read."""
    inner = (
        "<w:p><w:r><w:t>IEMZ </w:t></w:r><w:r><w:t>Kupol</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>"
    )
    notes = f'<w:footnotes xmlns:w="{_WORD}"><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnotes>'
    document = _read(_docx(_body(inner), more=[("word/footnotes.xml", notes)]))
    assert (document.format, document.text) == ("docx", "IEMZ Kupol\na\tb\nnote")


def _pdf(text):
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if text else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


def test_a_pdf_gives_its_text():
    """With the extra, the text of the pages is read."""
    pytest.importorskip("pypdf")
    document = _read(_pdf("IEMZ Kupol"))
    assert (document.format, document.text) == ("pdf", "IEMZ Kupol")


def _locked_pdf():
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"\x89PNG\r\n\x1a\n", "picture"),
        (lambda: b"{\\rtf1 x}", "RTF"),
        (lambda: b"text\0text", "NUL"),
        (lambda: b"<html><script>x</script>", "no readable text"),
        (lambda: b"<html>" + b"<div>" * 20_000, "deep"),
        (lambda: b"%PDF-1.7 garbage", "damaged"),
        (lambda: _pdf(""), "pictures"),
        (_locked_pdf, "encrypted"),
        (lambda: _docx("<w:document"), "damaged"),
        (lambda: _docx(_body("")), "no text"),
        (lambda: _docx("x", name="word/other.xml"), "no body"),
        (lambda: _docx(_body("x"))[:60], "damaged"),
        (lambda: _docx(b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + _body("&b;").encode()), "document type"),
        (lambda: PACS.replace("<Document", "<!DOCTYPE x [<!ENTITY a 'b'>]><Document").encode(), "document type"),
        (PACS[:-20].encode, "damaged"),
        (lambda: PACS.replace("UTF-8", "UTF-16").replace("<Document", "<!DOCTYPE x []><Document").encode("utf-16"), "document type"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(make, said):
    """Each refusal says what is wrong; nothing is read in part."""
    with pytest.raises(FileRefused, match=said) as refused:
        _read(make())
    assert refused.value.where == "file"


def test_a_bomb_is_refused_before_it_is_unpacked():
    """A document that unpacks beyond any contract is refused."""
    bomb = _docx(_body("<w:p><w:r><w:t>" + "a" * 70_000_000 + "</w:t></w:r></w:p>"))
    assert len(bomb) < 1_000_000
    with pytest.raises(FileRefused, match="too large"):
        _read(bomb)


def test_a_format_can_be_said():
    """What is said wins over what is found out; a format that is none is refused."""
    assert _read(b"<html><p>x</p></html>", format_name="text").text.startswith("<html>")
    with pytest.raises(UsageError):
        _read(b"x", format_name="odt")


@pytest.mark.parametrize(
    "text", ["", ":20:", ":59:\r\n", "{1:F01BANKBEBBAXXX0000000000}", "<Document>"]
)
@pytest.mark.parametrize("name", ["mt", "text", None])
def test_empty_messages_are_no_crash(text, name):
    """A message without fields is a document without parts."""
    assert _read(text.encode(), format_name=name).parts == ()


@pytest.mark.parametrize("size", [1, 7, 50, 1000])
@pytest.mark.parametrize("step", [1, 13, 400])
def test_parts_of_a_long_text_are_all_of_it(size, step):
    """Whatever the sizes, the parts follow one another and none is too long."""
    text = "One. Two!\n\nThree? Four,\nfive " * 9 + "x" * 60
    given = (text[at : at + step] for at in range(0, len(text), step))
    base = 0
    for start, part in cuts.parts(given, size):
        assert start == base
        assert 0 < len(part) <= size
        assert text[start : start + len(part)] == part
        base += len(part)
    assert base == len(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a b.\n\nc d. e f", "a b.\n\n"),
        ("a b\nc d. e f", "a b\n"),
        ("a b. c d e f", "a b. "),
        ("a b c d e f g", "a b c d "),
        ("abcdefghijklm", "abcdefghi"),
    ],
)
def test_a_part_ends_where_the_text_has_an_end(text, first):
    """A paragraph is the best end, then a line, a sentence, a word."""
    assert next(cuts.parts([text], 9)) == (0, first)


def test_an_empty_text_is_one_part():
    """So that it is screened, too."""
    assert list(cuts.parts([], 9)) == [(0, "")]
