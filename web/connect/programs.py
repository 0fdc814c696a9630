"""Programs that others wrote, and what to fill in there. The page *Connect* shows all of them, the
page of API tokens those that are code; docs/connect.md quotes them (tests/web/connect/).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

PLACE = re.compile(r"\{(base|socket|token|voice|launch|login|keys)\}")


@dataclass(frozen=True, slots=True)
class Program:
    """What to fill in in one program.

    `code` is the anchor of its section, `language` that of the block. In the block stand, in
    braces, what PLACE names: addresses of this installation, a token, a voice.
    """

    code: str
    name: str
    speaks: Text
    tried: Text
    where: Text
    language: str
    block: str

    def filled(self, values: Mapping[str, str]) -> "Program":
        """The same with these values in its block; one that is missing stays in its braces."""
        block = PLACE.sub(lambda found: values.get(found[1], found[0]), self.block)
        return replace(self, block=block.strip())


OPENAI = _("OpenAI's dialect")
ELEVENLABS = _("ElevenLabs' dialect")
AS_PUBLISHED = _("yes, as it is published and with its own defaults")

CODE = (
    Program(
        "curl",
        "curl",
        OPENAI,
        _("yes"),
        _("In a shell."),
        "sh",
        """
curl {base}/v1/audio/speech \\
  -H "Authorization: Bearer {token}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "tts-1", "voice": "{voice}", "input": "同学们好！ Good morning!"}' \\
  -o lesson.mp3
""",
    ),
    Program(
        "openai-python",
        "OpenAI (Python)",
        OPENAI,
        AS_PUBLISHED,
        _("The package “openai”. Programs that are built on it take the same address and key."),
        "python",
        """
from openai import OpenAI

client = OpenAI(base_url="{base}/v1", api_key="{token}")
with client.audio.speech.with_streaming_response.create(
    model="tts-1", voice="{voice}", input="同学们好！ Good morning!"
) as answer:
    answer.stream_to_file("lesson.mp3")
""",
    ),
    Program(
        "openai-javascript",
        "OpenAI (JavaScript)",
        OPENAI,
        AS_PUBLISHED,
        _("The package “openai”, in Node.js. A web page must hold no token like this one."),
        "js",
        """
import { writeFile } from "node:fs/promises";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: "{base}/v1", apiKey: "{token}" });
const answer = await client.audio.speech.create({
  model: "tts-1",
  voice: "{voice}",
  input: "同学们好！ Good morning!",
});
await writeFile("lesson.mp3", Buffer.from(await answer.arrayBuffer()));
""",
    ),
    Program(
        "elevenlabs-python",
        "ElevenLabs (Python)",
        ELEVENLABS,
        AS_PUBLISHED,
        _("The package “elevenlabs”. Voices have their ids from here, not ElevenLabs' own."),
        "python",
        """
from elevenlabs.client import ElevenLabs

client = ElevenLabs(base_url="{base}", api_key="{token}")
audio = client.text_to_speech.convert("{voice}", text="同学们好！ Good morning!")
with open("lesson.mp3", "wb") as file:
    file.write(b"".join(audio))
""",
    ),
)

AGENTS = (
    Program(
        "pipecat",
        "pipecat",
        _("OpenAI's or ElevenLabs' dialect"),
        _("yes, in a pipeline, with interruptions"),
        _(
            "This speaks over a socket and begins early. A reverse proxy before Lectern must pass "
            "“Upgrade” on."
        ),
        "python",
        """
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService

speech = ElevenLabsTTSService(
    api_key="{token}",
    url="{socket}",
    settings=ElevenLabsTTSService.Settings(voice="{voice}"),
)
""",
    ),
    Program(
        "livekit-agents",
        "livekit agents",
        _("OpenAI's or ElevenLabs' dialect"),
        _("its speech plugins yes, a room with participants no"),
        _("Name a voice: the plugin's own default is one of ElevenLabs'."),
        "python",
        """
from livekit.plugins import elevenlabs

speech = elevenlabs.TTS(
    api_key="{token}",
    base_url="{base}/v1",
    voice_id="{voice}",
)
""",
    ),
    Program(
        "assistants",
        "MCP",
        _("Model Context Protocol"),
        _("the protocol's official Python client yes, desktop programs no"),
        _(
            "In the assistant's file of servers. It is offered the tools that the token's scopes "
            "open: list voices, speak, make lessons."
        ),
        "json",
        """
{
  "mcpServers": {
    "lectern": {
      "type": "http",
      "url": "{base}/mcp",
      "headers": { "Authorization": "Bearer {token}" }
    }
  }
}
""",
    ),
)

FROM_CODE = _("no: settings are from its published code")

APPLICATIONS = (
    Program(
        "open-webui",
        "Open WebUI",
        OPENAI,
        FROM_CODE,
        _(
            "At Admin · Audio, choose OpenAI as the engine of text-to-speech and fill in the same; "
            "or start it with these in its environment."
        ),
        "sh",
        """
AUDIO_TTS_ENGINE=openai
AUDIO_TTS_OPENAI_API_BASE_URL={base}/v1
AUDIO_TTS_OPENAI_API_KEY={token}
AUDIO_TTS_MODEL=tts-1
AUDIO_TTS_VOICE=alloy
""",
    ),
    Program(
        "librechat",
        "LibreChat",
        OPENAI,
        FROM_CODE,
        _("In librechat.yaml. It takes one of its voices at random unless somebody chooses."),
        "yaml",
        """
speech:
  tts:
    openai:
      url: {base}/v1/audio/speech
      apiKey: {token}
      model: tts-1
      voices: [alloy, nova, onyx]
""",
    ),
    Program(
        "home-assistant",
        "Home Assistant",
        OPENAI,
        _("no: settings are from the code of both integrations"),
        _(
            "The integration openai_tts asks for the first two in its dialog. The others are the "
            "environment of wyoming_openai, a server beside Home Assistant."
        ),
        "sh",
        """
# openai_tts
URL: {base}/v1/audio/speech
API key: {token}

# wyoming_openai
TTS_OPENAI_URL={base}/v1
TTS_OPENAI_KEY={token}
TTS_MODELS=tts-1
TTS_VOICES="alloy nova"
""",
    ),
    Program(
        "n8n",
        "n8n",
        _("any HTTP"),
        _("no; the request is one that curl makes"),
        _("In a node HTTP Request, with a credential of the kind Header Auth."),
        "text",
        """
Method: POST
URL: {base}/v1/audio/speech
Header Auth: Authorization = Bearer {token}
JSON body: { "model": "tts-1", "voice": "alloy", "input": "{{ $json.text }}" }
Response format: File
""",
    ),
)

TO_A_PLATFORM = """
Tool URL, redirection URI, content selection URL: {launch}
Initiate login URL: {login}
Public keyset URL: {keys}
"""

COURSES = (
    Program(
        "moodle",
        "Moodle",
        _("LTI 1.3, or a link or a frame"),
        _("no Moodle was at hand: the steps are from its published code"),
        _(
            "An admin of each: in Moodle at Manage tools, with Keyset URL and deep linking; here "
            "at Settings · Learning platforms, where Moodle can also register itself. No token is "
            "needed. Without LTI, put a lesson's link or frame into a course."
        ),
        "text",
        TO_A_PLATFORM,
    ),
    Program(
        "canvas",
        "Canvas",
        "LTI 1.3",
        _("no: the steps are from its maker's documentation"),
        _(
            "An admin of each: in Canvas as an LTI key at Developer Keys, with the placement Link "
            "Selection; here at Settings · Learning platforms. No token is needed."
        ),
        "text",
        TO_A_PLATFORM,
    ),
)

GROUPS = (
    (_("Code of your own"), CODE),
    (_("Voice agents and assistants"), AGENTS),
    (_("Applications"), APPLICATIONS),
    (_("Courses"), COURSES),
)
