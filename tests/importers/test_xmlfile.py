"""XML is streamed, and what could stall or mislead a reader is refused."""

from __future__ import annotations

import pytest

from crible.errors import ListRefused
from crible.importers.source import Source
from crible.importers.xmlfile import elements, root

GOOD = '<list day="2"><head>x</head><entry id="1"><name> A \n B </name></entry></list>'
BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE list [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><list><entry><name>&i;</name></entry></list>"
)
REFUSED = {
    "doctype": ("<!DOCTYPE list><list><entry/></list>", "DOCTYPE", "line 1"),
    "doctype after a comment": (
        f"<!--{'x' * 70_000}-->\n<!DOCTYPE list [<!ENTITY a 'b'>]><list>&a;</list>",
        "DOCTYPE",
        "",
    ),
    "entity bomb": (BOMB, "DOCTYPE", "line 2"),
    "external entity": (
        '<!DOCTYPE list [<!ENTITY a SYSTEM "file:///etc/passwd">]><list>&a;</list>',
        "DOCTYPE",
        "line 1",
    ),
    "undeclared entity": ("<list><entry>&nbsp;</entry></list>", "nbsp", "line 1"),
    "web page": ("<!DOCTYPE html>\n<html><body>Not found</body>", "web page", "line 1"),
    "web page with declaration": (
        '<?xml version="1.0"?>\n<html xmlns="x"></html>',
        "web page",
        "line 1",
    ),
    "table": ("a,b,c\n1,2,3\n", "does not begin as XML", "line 1"),
    "other root": ("<other><entry/></other>", "root element 'other'", "line 1"),
    "cut off": (GOOD[:-10], "cut off or damaged", "line 2"),
    "two roots": (f"{GOOD}<list/>", "Extra content", "line 2"),
    "bad nesting": ("<list><entry></list></entry>", "mismatch", "line 1"),
    "deep nesting": ("<list>" + "<a>" * 5_000, "depth", "line 1"),
    "odd encoding": (
        '<?xml version="1.0" encoding="UTF-7"?><list/>',
        "in UTF-7",
        "line 1",
    ),
}


def _file(tmp_path, content):
    path = tmp_path / "list.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Source(path)


def _read(source):
    return [
        (path, node.text("name")) for path, node in elements(source, "list", ["entry"])
    ]


@pytest.mark.parametrize(("content", "message", "where"), REFUSED.values(), ids=REFUSED)
def test_refuses_what_is_no_plain_list(tmp_path, content, message, where):
    """Each kind of wrong file has its message, its place and a hint."""
    with pytest.raises(ListRefused) as caught:
        _read(_file(tmp_path, content))
    assert message in caught.value.message
    assert where in caught.value.where
    assert "list.xml" in caught.value.where
    assert caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        b"<list><entry><name>caf\xe9</name></entry></list>",
        b"<list><entry><name>a\0b</name></entry></list>",
        b"<list><entry><name>a\x07b</name></entry></list>",
        b"<list><entry><name>\xed\xa0\x80</name></entry></list>",
    ],
    ids=["utf-16", "utf-16 without mark", "cp1252", "nul", "control", "surrogate"],
)
def test_refuses_what_is_no_text(tmp_path, content):
    """No byte is replaced or dropped in silence."""
    with pytest.raises(ListRefused):
        _read(_file(tmp_path, content))


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode() + b"\r\n\x1a",
        GOOD.replace("<list", '<list xmlns="urn:x"').encode(),
        GOOD.replace("<list", '<x:list xmlns:x="urn:x"')
        .replace("</list", "</x:list")
        .encode(),
        b'<?xml version="1.0" encoding="ISO-8859-1"?>\r\n' + GOOD.encode(),
        b"<!-- made on Monday -->" + GOOD.encode(),
    ],
    ids=["plain", "mark", "end mark", "namespace", "prefix", "latin-1", "comment"],
)
def test_reads_what_publishers_write(tmp_path, content):
    """Namespaces, marks and the end of CP/M make no difference."""
    assert _read(_file(tmp_path, content)) == [("entry", "A B")]


def test_only_elements_at_the_path_are_given(tmp_path):
    """A copy of an entry inside another entry is none."""
    content = "<list><entry><name>A</name><old><entry><name>B</name></entry></old></entry></list>"
    source = _file(tmp_path, content)
    assert _read(source) == [("entry", "A")]
    found = [
        node.text("name") for _, node in elements(source, "list", ["entry/old/entry"])
    ]
    assert found == ["B"]


def test_the_root_is_read_without_the_rest(tmp_path):
    """Its attributes are known although the file breaks off later."""
    assert root(_file(tmp_path, GOOD[:30]), "list") == {"day": "2"}
    # A name that XML allows and libraries choke on.
    odd = GOOD.replace("day", "d\ufeffay")
    assert root(_file(tmp_path, odd), "list") == {"d\ufeffay": "2"}


def test_elements_are_given_up_once_read(tmp_path):
    """What was read is empty afterwards, so that memory does not grow."""
    content = "<list>" + "<entry><name>A</name></entry>" * 3 + "</list>"
    nodes = [node for _, node in elements(_file(tmp_path, content), "list", ["entry"])]
    assert [node.text("name") for node in nodes] == ["", "", ""]
