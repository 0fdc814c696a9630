"""The protocol's server, made anew for each message: it lists the tools and runs one."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel, ValidationError

from runtime.version import VERSION
from web.inner_request import Maker, Refusal
from web.mcp import tools
from web.mcp.asking import Rest
from web.mcp.caller import Caller

log = logging.getLogger("lectern.mcp")
INSTRUCTIONS = (
    "Lectern speaks texts in Mandarin and English, in base voices and in those of people who have "
    "agreed to it. speak is for what is heard at once; make_lesson is for texts that are kept, "
    "changed and shared. Use the ids of list_voices."
)


@dataclass(frozen=True, slots=True)
class _Offered:
    """A tool, the scope that it needs, and what runs it."""

    description: str
    scope: str
    arguments: type[BaseModel]
    run: Callable[..., Awaitable[CallToolResult]]
    changes_nothing: bool = False


TOOLS = {
    "list_voices": _Offered(
        tools.LIST_VOICES, "voices:read", tools.ListVoices, tools.list_voices, changes_nothing=True
    ),
    "speak": _Offered(tools.SPEAK, "speech", tools.Speak, tools.speak),
    "make_lesson": _Offered(
        tools.MAKE_LESSON, "lessons:write", tools.MakeLesson, tools.make_lesson
    ),
}


def server_for(maker: Maker, caller: Caller, gone: asyncio.Event) -> Server:
    """A server that acts for this caller. Once `gone` is set, what it asks for is cancelled."""

    async def list_tools(
        _context: ServerRequestContext, _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(
            tools=[_shown(name, each) for name, each in TOOLS.items() if caller.may(each.scope)]
        )

    async def call_tool(
        _context: ServerRequestContext, params: CallToolRequestParams
    ) -> CallToolResult:
        offered = TOOLS.get(params.name)
        if offered is None:
            known = ", ".join(TOOLS)
            return _failed(f"There is no tool “{params.name[:60]}”; there are: {known}.")
        try:
            asked = offered.arguments.model_validate(params.arguments or {})
            return await offered.run(asked, Rest(maker, gone), caller)
        except ValidationError as wrong:
            return _failed("\n".join(f"{_place(each)}: {each['msg']}" for each in wrong.errors()))
        except Refusal as refusal:
            return _failed(refusal.message)

    return Server(
        "lectern",
        version=VERSION,
        title="Lectern",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _shown(name: str, offered: _Offered) -> Tool:
    return Tool(
        name=name,
        description=offered.description,
        input_schema=offered.arguments.model_json_schema(),
        annotations=ToolAnnotations(
            read_only_hint=offered.changes_nothing,
            destructive_hint=False,
            open_world_hint=False,
        ),
    )


def _failed(message: str) -> CallToolResult:
    """An error that the assistant reads, and may act on: in English, as its tools are described,
    where REST has not put it into words."""
    return CallToolResult(content=[TextContent(text=message)], is_error=True)


def _place(error: object) -> str:
    place = error["loc"] if isinstance(error, dict) else ()
    return ".".join(map(str, place)) or "arguments"
