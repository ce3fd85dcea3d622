"""Damaged files are refused or rejected; nothing else ever happens."""

from __future__ import annotations

import contextlib
import gzip
import lzma
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crible.errors import ListRefused
from crible.importers import read
from crible.importers.ofac.remarks import parse
from crible.importers.press import read as read_press
from crible.model import Entry, Reject
from crible.resources import folder

from .builders import OFAC, PRESS

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURE = Path(__file__).parents[1] / "fixtures" / "ofac"
FILES = {name: (FIXTURE / f"{name}.csv").read_bytes() for name in ("sdn", "alt", "add")}
ARTICLE = (folder("seeds") / "2025-09-26-le-meridien.toml").read_bytes()
SOURCES = (
    folder("seeds") / "2024-09-french-press.toml",
    folder("seeds") / "2024-11-euronews.toml",
)
PACKS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gz": gzip.compress,
    "xz": lzma.compress,
}
relaxed = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@st.composite
def mutations(draw, content: bytes):
    """The content with bytes changed, cut out or put in, and perhaps cut off."""
    data = bytearray(content)
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        junk = st.one_of(
            st.binary(max_size=20),
            st.sampled_from(
                [b'"', b",", b"\n", b"\r", b"\x1a", b"\0", b"; ", b"'", b"-0- "]
            ),
        )
        data[place : place + length] = draw(junk)
    end = draw(st.one_of(st.none(), st.integers(0, len(data))))
    return bytes(data[:end])


@relaxed
@given(
    name=st.sampled_from(sorted(FILES)),
    pack=st.sampled_from(sorted(PACKS)),
    damage=st.data(),
)
def test_damaged_ofac_files(tmp_path, name, pack, damage):
    """Before or after packing: entries, rejects, or one refusal."""
    packed = PACKS[pack](FILES[name])
    content = damage.draw(
        st.one_of(mutations(FILES[name]).map(PACKS[pack]), mutations(packed))
    )
    for other, intact in FILES.items():
        (tmp_path / f"{other}.csv").write_bytes(intact)
    (tmp_path / f"{name}.csv").write_bytes(content)
    with contextlib.suppress(ListRefused):
        for item in read([tmp_path / "sdn.csv"], OFAC).items:
            assert isinstance(item, Entry | Reject)
            if isinstance(item, Entry):
                assert item.names
                assert item.names[0].type == "primary"
                assert all(name.text for name in item.names)
            else:
                assert item.where
                assert item.reason
                assert len(item.excerpt) <= 200


@relaxed
@given(content=mutations(ARTICLE))
def test_damaged_articles(tmp_path, content):
    """A damaged article is read or refused."""
    path = tmp_path / "article.toml"
    path.write_bytes(content)
    with contextlib.suppress(ListRefused):
        for item in read_press(
            (path, *SOURCES), PRESS, lambda _text, _language: ()
        ).items:
            assert isinstance(item, Entry)


@relaxed
@given(text=st.text(alphabet="ak.f '\";DOB:1()-, LinkedTo\nÄЖ", max_size=400))
def test_any_remark_can_be_read(text):
    """And nothing but separators and quotation marks gets lost on the way."""
    found = parse(text)
    assert all(name.text for name in found.names)
    assert all(value for _, value in found.raw)
