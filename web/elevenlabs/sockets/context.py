"""One context of a socket: the text that comes for it, and its audio, in order."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from web.elevenlabs.sockets import messages
from web.elevenlabs.sockets.cutting import PendingText
from web.elevenlabs.sockets.speaking import Voiced
from web.inner_request import Maker, Refusal

AHEAD = 3
"""Texts that are made at once. While so many are, what comes waits, and becomes one text."""
Say = Callable[[str], Awaitable[None]]


@dataclass(eq=False, slots=True)
class _Spoken:
    """A text that is being made. Its audio is sent when it is its `turn`."""

    turn: asyncio.Event
    over: asyncio.Event
    task: "asyncio.Task[None]" = field(init=False)


class Context:
    """Speaks text as it comes, until it is ended, stopped, or something is refused.

    `say` sends a message to the client, and waits while the client does not read. `over` is called
    with the refusal that ended the context, or None.
    """

    def __init__(
        self,
        maker: Maker,
        voiced: Voiced,
        most_characters: int,
        *,
        say: Say,
        over: Callable[["Context", Refusal | None], Awaitable[None]],
    ) -> None:
        self.voiced = voiced
        self.settings: dict[str, Any] = {}
        self.makes_room = False
        """It was closed as agents do it that are interrupted."""
        self._maker, self._most, self._say, self._over = maker, most_characters, say, over
        self._pending = PendingText()
        self._changed = asyncio.Event()
        self._gone = asyncio.Event()
        self._is_ending = self._was_flushed = self._rest_is_asked = self._has_sounded = False
        self._spoken: deque[_Spoken] = deque()
        self._failed: Refusal | None = None
        self.task = asyncio.create_task(self._run())

    @property
    def is_busy(self) -> bool:
        """Something is being made or sent."""
        return bool(self._spoken)

    def hear(self, text: str, settings: Mapping[str, Any], *, flush: bool) -> None:
        """Take in more text. `settings` hold from now on. Raises Refusal for too much text."""
        self.settings.update(settings)
        if len(self._pending) + len(text) > self._most:
            message = _("The text has %(length)s characters; your plan takes %(max)s at a time.")
            figures = {"length": len(self._pending) + len(text), "max": self._most}
            raise Refusal(message % figures, "text_too_long", 400)
        self._pending.add(text)
        is_blank = not text.strip()
        self._was_flushed = flush or (self._was_flushed and is_blank)
        self._rest_is_asked = is_blank and (flush or self._rest_is_asked)
        if flush:
            self._pending.flush()
        self._changed.set()

    def end(self) -> None:
        """Speak what is there, and then be over."""
        self._pending.flush()
        self._is_ending = True
        self._changed.set()

    def close(self) -> None:
        """What was flushed last is still spoken, as ElevenLabs does it; else be over at once.

        Agents close a context when their text is at its end, and when they are interrupted. Most
        flush once more at an end, without words. Where words were flushed that are being heard, it
        may be either: the next context tells, for which this one makes room.
        """
        if self._was_flushed:
            self.makes_room = self._has_sounded and not self._rest_is_asked
            self._pending.drop_unflushed()
            self.end()
        else:
            self.stop()

    def stop(self) -> None:
        """Be over at once: what is not made is cancelled. `task` ends when that is done."""
        self._gone.set()
        self._changed.set()
        for spoken in self._spoken:
            spoken.turn.set()

    async def _run(self) -> None:
        try:
            await self._speak_all()
        finally:
            self._gone.set()
            for spoken in self._spoken:
                spoken.turn.set()
            # The client need not wait until the jobs are cancelled.
            with contextlib.suppress(ConnectionError):
                await self._over(self, self._failed)
            if self._spoken:
                await asyncio.wait([spoken.task for spoken in self._spoken])

    async def _speak_all(self) -> None:
        while not self._gone.is_set():
            self._changed.clear()
            if len(self._spoken) < AHEAD and (text := self._pending.take()):
                self._start(text)
            elif self._is_ending and not self._spoken:
                break
            else:
                await self._changed.wait()
        encoder = None if self._gone.is_set() else self.voiced.encoder
        if encoder and (data := await asyncio.to_thread(encoder.close)):
            await self._say(messages.audio(data, None, self.voiced.context_id))

    def _start(self, text: str) -> None:
        before = self._spoken[-1].over if self._spoken else None
        turn = before or asyncio.Event()
        if before is None:
            turn.set()
        spoken = _Spoken(turn, asyncio.Event())
        self._spoken.append(spoken)
        spoken.task = asyncio.create_task(self._speak(text, spoken))

    async def _speak(self, text: str, spoken: _Spoken) -> None:
        begun = b""

        async def forward(part: bytes) -> None:
            # Django gives an answer out in parts of 64 KiB, and a message may be longer.
            nonlocal begun
            *whole, begun = (begun + part).split(b"\n")
            await spoken.turn.wait()
            for message in whole:
                if not self._gone.is_set():
                    self._has_sounded = True
                    await self._say(message.decode())

        try:
            body = {"text": text, **self.settings}
            await self._maker.send("POST", body, self.voiced, forward=forward, gone=self._gone)
        except Refusal as refusal:
            await spoken.turn.wait()
            self._failed = self._failed or refusal
            self._gone.set()
        except ConnectionError:
            self._gone.set()
        finally:
            if spoken in self._spoken:
                self._spoken.remove(spoken)
            spoken.over.set()
            self._changed.set()
