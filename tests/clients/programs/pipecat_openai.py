"""pipecat's service for OpenAI's speech, in a pipeline."""

import asyncio

from calling import TEXT, TOKEN, URL, run, samples
from pipecat.frames.frames import EndFrame, ErrorFrame, Frame, TTSAudioRawFrame, TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineTask
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.openai.tts import OpenAITTSService


class Listener(FrameProcessor):
    """Keeps the sound that passes by, and what goes wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.sound = b""
        self.errors: list[str] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSAudioRawFrame):
            self.sound += frame.audio
        if isinstance(frame, ErrorFrame):
            self.errors.append(frame.error)
        await self.push_frame(frame, direction)


def speak(*texts: str) -> str:
    async def listen() -> Listener:
        listener = Listener()
        service = OpenAITTSService(api_key=TOKEN, base_url=f"{URL}/v1")
        task = PipelineTask(Pipeline([service, listener]))
        await task.queue_frames([*(TTSSpeakFrame(text) for text in texts), EndFrame()])
        await PipelineRunner(handle_sigint=False).run(task)
        return listener

    heard = asyncio.run(listen())
    assert not heard.errors, heard.errors
    return samples(heard.sound)


run(
    {
        "speech by its defaults": lambda: speak(TEXT),
        "two sentences": lambda: speak("Good morning.", "Please open your books."),
    }
)
