"""A job's audio while it is being made, with the times of its characters.

Async code touches no database: texts are read before, and lengths come with the audio.
"""

import asyncio
import base64
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from rest_framework.renderers import JSONRenderer

from synthesis import storage
from synthesis.encode import StreamEncoder
from synthesis.monitoring import counters
from synthesis.storage import JobAudio
from synthesis.streaming.stream import BrokenOff, follow_segments
from web.audio.listener import Listener
from web.elevenlabs.dialect import Alignment, aligned
from web.elevenlabs.serializers import ElevenLabsTimestamps

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Piece:
    """Encoded audio, or the times of a segment that is whole, or both; times count from the
    beginning of the job's audio."""

    audio: bytes
    alignment: Alignment | None = None

    @property
    def audio_base64(self) -> str:
        return base64.b64encode(self.audio).decode()


async def timed_pieces(
    audio: JobAudio,
    encoder: StreamEncoder,
    texts: Sequence[str],
    *,
    begin: float = 0.0,
    close: bool = True,
) -> AsyncIterator[Piece]:
    """Pieces of the audio as it is made; the times of a segment, whose text is in `texts`, follow
    on its last piece. `begin`, in seconds, is added to all of them. With `close` the encoder ends
    its file. Raises BrokenOff."""
    at, index, length = begin, 0, 0
    per_second = storage.BYTES_PER_SAMPLE * audio.sample_rate

    def ended() -> Alignment:
        return aligned([texts[index]], [length / per_second], begin=at)

    try:
        async for segment, pcm in follow_segments(audio):
            while index < segment:
                yield Piece(b"", ended())
                at, index, length = at + length / per_second, index + 1, 0
            length += len(pcm)
            # A segment takes tens of milliseconds to encode: not on the event loop.
            if data := await asyncio.to_thread(encoder.write, pcm):
                yield Piece(data)
        yield Piece(encoder.close() if close else b"", ended())
    except BrokenOff as broken:
        log.info("stream of %s broken off: %s", audio.job_id, broken)
        counters.BROKEN_STREAMS.labels(broken.reason).inc()
        raise


async def as_lines(pieces: AsyncIterator[Piece], listener: Listener | None) -> AsyncIterator[bytes]:
    """Pieces as lines of JSON."""
    async for piece in pieces:
        yield JSONRenderer().render(ElevenLabsTimestamps(piece).data) + b"\n"
    if listener:
        listener.has_all()


async def as_whole(pieces: AsyncIterator[Piece], listener: Listener | None) -> AsyncIterator[bytes]:
    """All of them as one JSON object."""
    gathered = [piece async for piece in pieces]
    alignment = Alignment([], [], [])
    for piece in gathered:
        if piece.alignment:
            alignment.extend(piece.alignment)
    whole = Piece(b"".join(piece.audio for piece in gathered), alignment)
    yield JSONRenderer().render(ElevenLabsTimestamps(whole).data)
    if listener:
        listener.has_all()
