"""``crible mcp``: the official client of the protocol talks to the real command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import crible
from crible.web import agents

pytest.importorskip("mcp", reason="the extra mcp is not installed")

COMMAND = "from crible.cli import main; main()"


def _environment(folder):
    return {
        "PYTHONPATH": str(Path(crible.__file__).parents[1]),
        "CRIBLE_DATA_DIR": str(folder),
        "CRIBLE_OPERATOR": "an agent",
    }


@pytest.fixture
def talk(data_folder, tmp_path):
    """Return a function that calls tools by the SDK's own client, over stdio."""
    import anyio
    from mcp import Client, StdioServerParameters, stdio_client

    def talk(*calls):
        async def conversation():
            server = StdioServerParameters(
                command=sys.executable,
                args=["-c", COMMAND, "mcp"],
                env=_environment(data_folder),
            )
            with (tmp_path / "stderr").open("w", encoding="utf-8") as log:
                async with Client(stdio_client(server, errlog=log)) as client:
                    tools = (await client.list_tools()).tools
                    said = [
                        await client.call_tool(name, arguments)
                        for name, arguments in calls
                    ]
            return tools, said

        return anyio.run(conversation)

    return talk


def test_an_agent_looks_up_scans_and_reads(talk, services):
    """The three tools answer what the API answers, and every act is recorded."""
    tools, (found, unknown, text, entry) = talk(
        ("lookup", {"name": "IEMZ Koupol", "kind": "company", "countries": ["ru"]}),
        ("lookup", {"name": "Zzyzx Qwertz"}),
        ("scan", {"text": "Un fabricant d'armes, IEMZ Koupol."}),
        ("entry", {"id": "press:iemz-kupol"}),
    )
    assert {tool.name for tool in tools} == {"lookup", "scan", "entry"}
    assert all(tool.description for tool in tools)
    assert found.structured_content["outcome"] == "match"
    assert json.loads(found.content[0].text) == found.structured_content
    assert unknown.structured_content["outcome"] == "clear"
    (mention,) = text.structured_content["mentions"]
    assert mention["text"] == "IEMZ Koupol"
    assert entry.structured_content["entry"]["caption"] == "IEMZ Kupol"
    record = services.store.screening(found.structured_content["screening"])
    assert (record.actor, record.channel) == ("an agent", "mcp")


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("lookup", {}),
        ("lookup", {"name": "a", "country": "ru"}),
        ("lookup", {"name": "a", "countries": ["xx"]}),
        ("lookup", {"name": "a", "limit": 0}),
        ("lookup", {"name": "a", "lists": ["un-sc"]}),
        ("scan", {"text": ""}),
        ("scan", {"text": "a", "as_of": "1999-01-01"}),
        ("entry", {"id": "press:nobody"}),
        ("entry", {"id": "a\0b"}),
        ("rm", {}),
    ],
    ids=str,
)
def test_a_call_that_cannot_be_answered_is_an_error(services, tool, arguments):
    """A refusal says why; an argument that no tool knows is one, too."""
    said, refused = agents.answer(services, "an agent", tool, arguments)
    assert refused
    assert said["error"].endswith(".")


def test_a_subject_that_cannot_be_screened_is_never_clear(services):
    """Without a letter the outcome is an error, as everywhere."""
    said, refused = agents.answer(services, "an agent", "lookup", {"name": "..."})
    assert not refused
    assert said["outcome"] == "error"


def test_standard_output_carries_the_protocol_alone(data_folder):
    """Nothing but messages of the protocol is written, and the end of input ends it."""
    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    ended = subprocess.run(
        [sys.executable, "-c", COMMAND, "mcp"],
        input=json.dumps(message) + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=_environment(data_folder),
    )
    assert ended.returncode == 0
    for line in ended.stdout.splitlines():
        assert json.loads(line)["jsonrpc"] == "2.0"
