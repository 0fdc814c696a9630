"""The tools: what they take, and which calls of REST they are made of.

Their descriptions are read by language models, and in English like names of fields.
"""

import base64
from typing import Annotated, Any

from mcp_types import AudioContent, CallToolResult, TextContent
from pydantic import BaseModel, ConfigDict, Field

from lessons.links.services import DEFAULT_DAYS, MOST_DAYS
from web.mcp.asking import Rest
from web.mcp.caller import Caller

MOST_SPOKEN = 1000
"""Characters: about a minute, which as MP3 in base64 has a megabyte at most."""
MOST_VOICES = "100"
MOST_KEY = 200
LIST_VOICES = "List the voices that texts can be spoken in, those of the workspace's people first."
SPEAK = (
    f"Speak a text of at most {MOST_SPOKEN} characters now; the answer is the sound as MP3. "
    "It counts as usage of the workspace. For longer texts use make_lesson."
)
MAKE_LESSON = (
    "Make a lesson: a text that is kept in the workspace, spoken line by line in the background, "
    "and can be changed there. With `share` it also gets a link at which anybody can listen and "
    "read along without an account: ask the user before you share."
)
Key = Annotated[
    str,
    Field(
        max_length=MOST_KEY,
        pattern=r"^[\x21-\x7e]*$",
        description="A name of your choice for this call: sent again with the same arguments, it "
        "gives the same result, and nothing is made or counted twice.",
    ),
]
Voice = Annotated[str, Field(max_length=100, description="A voice's id of list_voices.")]


class Arguments(BaseModel):
    """What a tool takes. Unknown arguments are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class ListVoices(Arguments):
    search: str = Field(
        "", max_length=100, description="Words of name, language (zh, en) or gender."
    )


class Speak(Arguments):
    text: str = Field(min_length=1, max_length=MOST_SPOKEN)
    voice: Voice = "alloy"
    speed: float | None = Field(None, description="1 is usual, 0.5 slow, 2 fast.")
    idempotency_key: Key = ""


class MakeLesson(Arguments):
    title: str = Field(min_length=1, max_length=200)
    text: str = Field(
        min_length=1, description="Paragraphs, or a dialogue of lines such as “Anna: Good morning.”"
    )
    voice: Voice = ""
    share: bool = Field(False, description="Make a link at which anybody can listen.")
    days: int = Field(DEFAULT_DAYS, ge=1, le=MOST_DAYS, description="How long the link works.")
    idempotency_key: Key = ""


async def list_voices(asked: ListVoices, rest: Rest, _caller: Caller) -> CallToolResult:
    """The voices, by `GET /v2/voices`."""
    found = await rest.get("/v2/voices", page_size=MOST_VOICES, search=asked.search)
    voices = [
        {
            "voice": each["voice_id"],
            "name": each["name"],
            "own": each["is_owner"],
            **each["labels"],
        }
        for each in found["voices"]
    ]
    lines = [" · ".join(str(value) for value in each.values() if value) for each in voices]
    return _answer("\n".join(lines) or "No voice is like this.", {"voices": voices})


async def speak(asked: Speak, rest: Rest, _caller: Caller) -> CallToolResult:
    """The sound, by `POST /v1/audio/speech`."""
    body: dict[str, Any] = {"model": "tts-1", "voice": asked.voice, "input": asked.text}
    if asked.speed is not None:
        body["speed"] = asked.speed
    sound = await rest.audio("/v1/audio/speech", body, key=asked.idempotency_key)
    data = base64.b64encode(sound).decode()
    return CallToolResult(content=[AudioContent(data=data, mime_type="audio/mpeg")])


async def make_lesson(asked: MakeLesson, rest: Rest, caller: Caller) -> CallToolResult:
    """The lesson, by `POST /v1/lessons`, `…/make` and, to share it, `…/shares`."""
    key = asked.idempotency_key
    settings = {"voice": asked.voice} if asked.voice else {}
    body = {"title": asked.title, "input": asked.text, "settings": settings}
    lesson = await rest.post("/v1/lessons", body, key=key)
    path = f"/v1/lessons/{lesson['id']}"
    page = f"{caller.pages}lessons/{lesson['id']}"
    made = await rest.post(f"{path}/make", {}, key=f"{key}:make" if key else "")
    found = {
        "lesson": lesson["id"],
        "page": page,
        "lines": len(lesson["lines"]),
        "lines_being_made": len(made["submitted"]),
        "lines_not_made": made["cannot"],
    }
    said = f"The lesson “{asked.title}” is being made: {page}"
    if made["cannot"]:
        said += f"\n{len(made['cannot'])} of its lines can't be made now."
    if asked.share:
        shared = await rest.post(
            f"{path}/shares", {"days": asked.days}, key=f"{key}:share" if key else ""
        )
        found["link"] = shared["url"]
        said += f"\nAnybody hears it here for {asked.days} days: {shared['url']}"
    return _answer(said, found)


def _answer(said: str, found: dict[str, Any]) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=said)], structured_content=found)
