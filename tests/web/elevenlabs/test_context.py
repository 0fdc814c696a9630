"""What a context says, and when it is closed: what is still spoken, and does it make room for the
next one?"""

import asyncio

import pytest

from web.elevenlabs.dialect import output
from web.elevenlabs.sockets.context import Context
from web.elevenlabs.sockets.speaking import Voiced

WORDS = "Good morning, everybody. "


class Slow:
    """Speaks each text in two pieces, the second of which comes when it is `released`, unless the
    client is gone."""

    def __init__(self) -> None:
        self.released, self.finished = asyncio.Event(), []

    async def send(self, method, body, about, *, forward, gone):
        await forward(b"sound\n")
        waiting = [asyncio.create_task(each.wait()) for each in (self.released, gone)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        if not gone.is_set():
            self.finished.append(body["text"])


async def closed_after(*messages: tuple[str, bool], heard: bool) -> list[str]:
    """The texts that are spoken to their end where a context hears these, flushed or not, is closed
    and followed by another; `heard`: once its sound has begun."""
    maker, sounds = Slow(), asyncio.Event()

    async def say(_message):
        sounds.set()

    async def over(_context, _refusal):
        pass

    voiced = Voiced(output("pcm_24000"), "a")
    context = Context(maker, voiced, 1000, say=say, over=over)
    for text, flush in messages:
        context.hear(text, {}, flush=flush)
    if heard:
        await sounds.wait()
    context.close()
    if context.makes_room:
        context.stop()  # as the session does when the next one begins
    maker.released.set()
    await asyncio.wait_for(context.task, 10)
    return maker.finished


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize("heard", [False, True])
def test_a_flush_without_words_is_the_end_and_all_is_spoken(blank, heard):
    messages = ((WORDS, True), (blank, True))
    assert "".join(asyncio.run(closed_after(*messages, heard=heard))).strip() == WORDS.strip()


def test_words_that_are_flushed_and_closed_before_their_sound_are_spoken():
    assert asyncio.run(closed_after((WORDS, True), heard=False)) == [WORDS]


def test_a_close_in_the_midst_of_the_sound_of_flushed_words_is_an_interruption():
    assert asyncio.run(closed_after((WORDS, True), heard=True)) == []


def test_words_that_nobody_flushed_are_not_spoken():
    assert asyncio.run(closed_after(("Good morn", False), heard=False)) == []


class InParts:
    """Answers with two messages, in parts that end anywhere: Django cuts after 64 KiB."""

    async def send(self, method, body, about, *, forward, gone):
        for part in (b'{"audio": "AAAA', b'BBBB"}', b'\n{"audio": "CC"}\n'):
            await forward(part)


def test_a_message_longer_than_a_part_of_the_answer_is_said_whole():
    said = []

    async def speak():
        async def say(message):
            said.append(message)

        async def over(_context, _refusal):
            pass

        context = Context(InParts(), Voiced(output("pcm_24000"), "a"), 1000, say=say, over=over)
        context.hear(WORDS, {}, flush=True)
        context.close()
        await asyncio.wait_for(context.task, 10)

    asyncio.run(speak())
    assert said[:2] == ['{"audio": "AAAABBBB"}', '{"audio": "CC"}']
