"""Tools for agents over the Model Context Protocol: look up, scan, read an entry.

The only importer of the protocol's SDK, which comes with the extra ``mcp``. A tool call
is a screening like any other: same answer, same record, with the channel ``mcp``.

The SDK's lower half is used, because its upper half drops arguments that a tool does
not know: a misspelt ``country`` would weaken a look-up in silence.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crible._version import __version__
from crible.errors import CribleError, UsageError
from crible.usecases import records, screening
from crible.usecases.answers import scan_json, screening_json
from crible.usecases.moments import state_of
from crible.usecases.screening import Call
from crible.web.api.ids import plain
from crible.web.api.questions import Lists, ScanRequest, Subject
from crible.web.problems import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from crible.usecases.services import Services

INSTRUCTIONS = """\
Screens names and texts against sanctions lists. Each call is recorded.

The outcome of a look-up is one of: match (at least one strong hit), review (a person \
has to decide), clear (nothing on the lists of this snapshot), error (NOT screened; say \
why, and never call it clear). Every hit says why, in contributions. Quote the snapshot \
and the screening when you report an outcome: they are its proof.
"""


class Lookup(Subject):
    """Arguments of ``lookup``."""

    lists: Lists = Field(default_factory=list)
    limit: int = Field(10, ge=1, le=100, description="Hits at most.")


class Scan(ScanRequest):
    """Arguments of ``scan``."""


class EntryAsked(BaseModel):
    """Arguments of ``entry``."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    id: str = Field(min_length=1, description="As a hit names it: list:key.")


class Tool(NamedTuple):
    """What an agent may call.

    Attributes:
        says: for the agent, when to call it.
        asked: its arguments.
        answer: services, actor and arguments to the answer.
    """

    says: str
    asked: type[BaseModel]
    answer: Callable[[Services, str, Any], dict[str, Any]]


def _lookup(services: Services, actor: str, asked: Lookup) -> dict[str, Any]:
    answer = screening.screen(
        services,
        [asked.as_model()],
        Call(
            actor=actor,
            channel="mcp",
            lists=tuple(dict.fromkeys(asked.lists)),
            limit=asked.limit,
        ),
    )
    return screening_json(answer.screenings[0], answer.entries)


def _scan(services: Services, actor: str, asked: Scan) -> dict[str, Any]:
    call = Call(
        actor=actor,
        channel="mcp",
        lists=tuple(dict.fromkeys(asked.lists)),
        threshold=asked.threshold,
        state=state_of(services, as_of=asked.as_of, snapshot=asked.snapshot),
    )
    answer = screening.scan(services, asked.text, call)
    return scan_json(answer.screenings[0], answer.entries)


def _entry(services: Services, _actor: str, asked: EntryAsked) -> dict[str, Any]:
    found, state = records.entry(services, plain(asked.id))
    return {"snapshot": state.id, "entry": records.entry_json(found)}


TOOLS = {
    "lookup": Tool(
        "Screen one name of a company, organization, person, vessel or aircraft. "
        "Answers the outcome, the hits with their reasons, and the record's id.",
        Lookup,
        _lookup,
    ),
    "scan": Tool(
        "Find listed names in running text; offsets count code points.",
        Scan,
        _scan,
    ),
    "entry": Tool("Everything that a list says of one entry.", EntryAsked, _entry),
}


def run(services: Services, actor: str) -> None:
    """Serve the tools on standard input and output until the client goes.

    Args:
        services: the collaborators.
        actor: who asks, for the record.

    Raises:
        UsageError: the SDK is not installed.
    """
    try:
        import anyio  # noqa: PLC0415 - comes with the SDK
        from mcp.server.stdio import stdio_server  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(
            "The SDK of the Model Context Protocol is not installed.",
            hint="Install it: pip install 'crible[mcp]'",
        ) from None
    offered = server(services, actor)

    async def talk() -> None:
        async with stdio_server() as (reading, writing):
            await offered.run(reading, writing, offered.create_initialization_options())

    anyio.run(talk)


def server(services: Services, actor: str) -> Any:
    """The SDK's server with our tools; what it speaks over is the caller's."""
    import anyio  # noqa: PLC0415 - comes with the SDK
    import mcp_types as types  # noqa: PLC0415 - comes with the SDK
    from mcp.server import Server  # noqa: PLC0415 - an extra

    async def show(_context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=name,
                    description=tool.says,
                    input_schema=tool.asked.model_json_schema(),
                )
                for name, tool in TOOLS.items()
            ]
        )

    async def call(
        _context: Any, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        def work() -> tuple[dict[str, Any], bool]:
            return answer(services, actor, params.name, params.arguments or {})

        # In a thread: an answer takes milliseconds, the first of a snapshot seconds.
        said, refused = await anyio.to_thread.run_sync(work)
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=json.dumps(said))],
            structured_content=said,
            is_error=refused,
        )

    return Server(
        "crible",
        version=__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=show,
        on_call_tool=call,
    )


def answer(
    services: Services, actor: str, name: str, arguments: dict[str, Any]
) -> tuple[dict[str, Any], bool]:
    """The answer of a tool, and whether it is a refusal.

    A refusal repeats nothing of what was sent.
    """
    tool = TOOLS.get(name)
    if tool is None:
        return {"error": "There is no such tool.", "tools": list(TOOLS)}, True
    try:
        return tool.answer(services, actor, tool.asked.model_validate(arguments)), False
    except ValidationError as error:
        detail, where = describe(error)
        return {"error": detail, "where": where}, True
    except CribleError as error:
        return {"error": error.message, "code": error.code, "hint": error.hint}, True
