"""pipecat's service for ElevenLabs' sockets, fed as a language model writes: by few letters."""

import asyncio
import time

from calling import TEXT, TOKEN, URL, run, samples
from pipecat.frames.frames import (
    EndFrame,
    ErrorFrame,
    Frame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSAudioRawFrame,
    TTSStoppedFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineTask
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService
from pipecat.services.tts_service import TextAggregationMode

LETTERS, LETTERS_SECONDS = 4, 0.02
LONG = " ".join([TEXT] * 12)
VOICE = "af_heart"
PATIENCE_SECONDS = 60
BY_SENTENCE, BY_TOKEN = TextAggregationMode.SENTENCE, TextAggregationMode.TOKEN


class Listener(FrameProcessor):
    """Keeps the sound that passes by, when it came, and what goes wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.sound = b""
        self.times: list[float] = []
        self.errors: list[str] = []
        self.began, self.stopped = asyncio.Event(), asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSAudioRawFrame):
            self.sound += frame.audio
            self.times.append(time.monotonic())
            self.began.set()
        if isinstance(frame, TTSStoppedFrame):
            self.stopped.set()
        if isinstance(frame, ErrorFrame):
            self.errors.append(frame.error)
            self.began.set()
            self.stopped.set()
        await self.push_frame(frame, direction)


async def write(task: PipelineTask, text: str) -> None:
    """Send a text as a language model writes it."""
    await task.queue_frame(LLMFullResponseStartFrame())
    for at in range(0, len(text), LETTERS):
        await task.queue_frame(LLMTextFrame(text[at : at + LETTERS]))
        await asyncio.sleep(LETTERS_SECONDS)
    await task.queue_frame(LLMFullResponseEndFrame())


def answer(
    text: str, mode: TextAggregationMode, *, interrupt: bool = False
) -> tuple[Listener, float]:
    """Who has listened, and when the text began, or when it was interrupted."""

    async def speak() -> tuple[Listener, float]:
        listener = Listener()
        service = ElevenLabsTTSService(
            api_key=TOKEN,
            url=URL.replace("http", "ws"),
            settings=ElevenLabsTTSService.Settings(voice=VOICE),
            text_aggregation_mode=mode,
        )
        task = PipelineTask(Pipeline([service, listener]))
        running = asyncio.create_task(PipelineRunner(handle_sigint=False).run(task))
        start = time.monotonic()
        writing = asyncio.create_task(write(task, text))
        async with asyncio.timeout(PATIENCE_SECONDS):
            if interrupt:
                await listener.began.wait()
                writing.cancel()
                start = time.monotonic()
                await task.queue_frame(InterruptionFrame())
                await asyncio.sleep(2)
            else:
                await writing
                await listener.stopped.wait()
            await task.queue_frame(EndFrame())
            await running
        return listener, start

    listener, at = asyncio.run(speak())
    assert not listener.errors, listener.errors
    return listener, at


def spoken(mode: TextAggregationMode) -> str:
    listener, start = answer(TEXT, mode)
    return f"{samples(listener.sound)}, the first after {1000 * (listener.times[0] - start):.0f} ms"


def interrupted() -> str:
    listener, at = answer(LONG, BY_SENTENCE, interrupt=True)
    late = max(0.0, listener.times[-1] - at)
    assert late < 0.2, late
    return f"silent {1000 * late:.0f} ms later"


run(
    {
        "a text by sentences": lambda: spoken(BY_SENTENCE),
        "a text by letters": lambda: spoken(BY_TOKEN),
        "interrupted": interrupted,
    }
)
