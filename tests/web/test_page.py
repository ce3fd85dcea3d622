"""docs/api.md: complete, and its requests work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crible import errors
from crible.web import problems, server

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
REQUESTS = re.findall(
    r"```http\n(\w+) (\S+)\n(?:Content-Type: \S+\n\n)?(.*?)```", PAGE, re.DOTALL
)


@pytest.mark.parametrize(("method", "url", "body"), REQUESTS)
def test_the_requests_of_the_page_work(client, method, url, body):
    """Every request on the page is answered as on the page: without a problem."""
    answer = client.open(
        url, method=method, data=body or None, content_type="application/json"
    )
    assert answer.status_code == 200, answer.text


# Foreign shapes and figures have pages of their own.
PAGES = PAGE + "".join(
    (Path(__file__).parents[2] / "docs" / name).read_text(encoding="utf-8")
    for name in ("doors.md", "running.md")
)


def test_every_address_is_on_a_page(app):
    """The pages have each endpoint of the application."""
    rules = {
        rule.rule.replace("<path:id>", "{id}").replace("<dataset>", "{dataset}")
        for rule in app.url_map.iter_rules()
    }
    assert [rule for rule in rules if f" {rule}`" not in PAGES] == []


def _codes():
    waiting = [errors.CribleError]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        # What only the command line and the importers can raise.
        if found.code not in {
            "file-refused",
            "list-refused",
            "list-held-back",
            "download-failed",
            "unsafe-bind",
            "interrupted",
            "forbidden-target",
        }:
            yield found.code
    yield from (code for code, _, _ in problems._FRAMEWORK.values())
    yield from (code for _, _, code, _ in server._REFUSALS)


@pytest.mark.parametrize("code", sorted(set(_codes())))
def test_every_code_is_on_the_page(code):
    """The page explains each code that a problem document can have."""
    assert f"`{code}`" in PAGE
