"""Encodings: proved, marked, or guessed with a confidence that means something."""

from __future__ import annotations

import io

import pytest

from crible.batch.encodings import CONFIDENT, decode, detect
from crible.errors import FileRefused

RUSSIAN = "номер;наименование\n1;ООО Ромашка\n2;ОАО Завод Купол\n3;Алмаз-Антей\n"
CHINESE = "编号,公司名称\n1,武汉高芯科技有限公司\n2,上海贸易有限公司\n"
TAIWANESE = "編號,公司名稱\n1,台灣積體電路製造股份有限公司\n2,鴻海精密工業\n"
JAPANESE = "番号,会社名\n1,三菱重工業株式会社\n2,トヨタ自動車株式会社\n"
KOREAN = "번호,회사명\n1,삼성전자 주식회사\n2,현대자동차\n"
FRENCH = "société;pays\nCafé de l’Été SARL;FR\nSociété Générale;FR\n"
POLISH = "nazwa;kraj\nZakłady Łączności Spółka z o.o.;PL\nPříbram a.s.;CZ\n"
GREEK = "επωνυμία;χώρα\nΕλληνικά Πετρέλαια ΑΕ;GR\nΤράπεζα Πειραιώς;GR\n"
ARABIC = "id,name\n1,شركة الفرات للتجارة\n2,بنك سورية الدولي\n"
TURKISH = "no;ünvan\n1;Türkiye Şişe ve Cam Fabrikaları A.Ş.\n2;Işık Öğütücü İnşaat\n"
SPANISH = "empresa;país\nComercial Española de Añil;ES\nConstrução São João;PT\n"


def _detect(data, declared=None):
    return detect(io.BytesIO(data), declared=declared, where="a file")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (JAPANESE, "cp932"),
        (KOREAN, "cp949"),
        (FRENCH, "cp1252"),
        (GREEK, "cp1253"),
        (ARABIC, "cp1256"),
    ],
)
def test_sure_guess_reads_the_text(text, encoding):
    """A guess above the line gives back the very text, and says how sure it is."""
    read, found = decode(text.encode(encoding), declared=None, where="a file")
    assert read == text
    assert found.how == "guessed"
    assert found.confidence >= CONFIDENT


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (POLISH, "cp1250"),
        (TURKISH, "cp1254"),
        (SPANISH, "cp1252"),
        ("name;pays\nMüller;DE\n", "cp1252"),
        ("name;country\nООО Вектор;RU\n", "cp1251"),
    ],
)
def test_unsure_guess_is_refused(text, encoding):
    """Where another table gives other letters just as likely, nobody guesses."""
    with pytest.raises(FileRefused, match="told safely") as caught:
        _detect(text.encode(encoding))
    assert "--encoding" in caught.value.hint


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_byte_order_mark_decides(mark, codec):
    """A byte order mark is believed and is no part of the text."""
    text, found = decode("name\nКупол\n".encode(mark), declared=None, where="a file")
    assert (text, found.name, found.marked) == ("name\nКупол\n", codec, True)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_unmarked_utf_16_is_seen_by_its_zero_bytes(codec):
    """Windows programs write UTF-16 without a mark, too."""
    assert _detect("name,country\nAcme,GB\n".encode(codec)).name == codec


def test_declared_utf_8_with_a_mark_loses_the_mark():
    """Saying utf-8 of a marked file does not glue the mark to the first heading."""
    assert _detect("\ufeffname\n".encode(), declared="UTF8").name == "utf-8-sig"


def test_a_few_broken_lines_leave_utf_8_what_it_is():
    """One old line in a long UTF-8 file is a broken line, not another encoding."""
    data = "Купол\n".encode() * 20 + b"Caf\xe9\n"
    assert _detect(data).name == "utf-8"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04rest", "XLSX"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0rest", "XLS"),
        (b"PAR1rest", "Parquet"),
        (b"\x1f\x8brest", "gzip"),
        (b"SQLite format 3\0", "database"),
    ],
)
def test_foreign_formats_are_named(data, what):
    """A file of another format is told by its first bytes, whatever its name."""
    with pytest.raises(FileRefused, match=what):
        _detect(data)


def test_strict_decoding_names_the_line():
    """A whole text with one wrong byte is refused with the line of that byte."""
    data = "Купол\n".encode() * 20 + b"Caf\xe9\n"
    with pytest.raises(FileRefused, match="line 21"):
        decode(data, declared=None, where="a file")
