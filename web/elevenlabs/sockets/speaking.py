"""What the view behind a socket is told, and leaves behind."""

from dataclasses import dataclass

from synthesis.encode import StreamEncoder
from throttle.open_streams import Place
from web.elevenlabs.dialect import Output


@dataclass(slots=True)
class Opening:
    """A socket that is being opened, and what its view found out about it."""

    output_format: str
    output: Output | None = None
    most_characters: int = 0
    """How long a text the plan takes at a time."""
    place: Place | None = None
    """Among the open sockets; whoever opens the socket releases it."""


@dataclass(slots=True)
class Voiced:
    """How one context sounds: one encoder makes one stream of all its texts."""

    output: Output
    context_id: str | None
    encoder: StreamEncoder | None = None
