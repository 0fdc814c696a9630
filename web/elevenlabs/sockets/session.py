"""One open socket: reads its messages, and has its contexts speak."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from runtime.web_server.bounded_web_socket import DRAIN
from web.elevenlabs.sockets import messages
from web.elevenlabs.sockets.context import Context
from web.elevenlabs.sockets.handshake import Handshake
from web.elevenlabs.sockets.messages import Asked, BadMessage
from web.elevenlabs.sockets.speaking import Opening, Voiced
from web.inner_request import Maker, Refusal

FIRST_SECONDS = 15
"""How long a socket without a token in its address or headers may wait with its first message."""
MOST_CONTEXTS = 10
MOST_A_SECOND = 200
"""Messages of a socket. Beyond that it is read more slowly."""
ENDED, REFUSED, RESTARTING = 1000, 1008, 1012
DEFAULT_CONTEXT = "default"


class Over(Exception):
    """The socket is to be closed with `code`; `error` is the message that says why."""

    def __init__(self, code: int, error: str = "") -> None:
        super().__init__(code)
        self.code, self.error = code, error


class Gone(Exception):
    """The client has closed it."""


class Session:
    """Runs an accepted socket until it is over, and closes it."""

    def __init__(
        self,
        maker: Maker,
        asked: Handshake,
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        self._maker, self._asked = maker, asked
        self._receive, self._send = receive, send
        self._opening = Opening(asked.output_format)
        self._contexts: dict[str | None, Context] = {}
        self._all: set[Context] = set()
        """Those that have text coming, by their names, and those that still end."""
        self._timers: dict[Context, asyncio.TimerHandle] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._ending: asyncio.Future[Over] = asyncio.get_running_loop().create_future()
        self._is_closed = self._is_draining = False
        self._second, self._count = 0, 0

    async def run(self) -> None:
        reading = asyncio.create_task(self._read())
        try:
            ends: list[asyncio.Future[Any]] = [reading, self._ending]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if self._ending.done():
                await self._close(self._ending.result())
            else:
                reading.result()
        except Over as over:
            await self._close(over)
        except Gone:
            self._is_closed = True
        finally:
            self._is_closed = True
            reading.cancel()
            for timer in self._timers.values():
                timer.cancel()
            for context in list(self._all):
                context.stop()
            if self._running:
                await asyncio.wait(self._running)
            if self._opening.place is not None:
                self._opening.place.release()

    async def _read(self) -> None:
        """Take messages until the socket is over. Raises Over or Gone."""
        first = None
        if not self._asked.token:
            first = await self._first()
            self._maker = replace(self._maker, token=first.token)
        await self._open()
        while True:
            asked, first = first or await self._message(self._asked.inactivity_seconds), None
            if asked is None:
                if self._is_draining or any(each.is_busy for each in self._all):
                    continue
                message = _("No text came for %(count)s seconds. Send an empty text at the end.")
                figures = {"count": self._asked.inactivity_seconds}
                raise _refused(message % figures, "input_timeout_exceeded")
            if self._is_draining:
                continue
            if self._asked.multi:
                await self._hear_of_many(asked)
            else:
                self._hear(asked)

    async def _first(self) -> Asked:
        first = await self._message(FIRST_SECONDS)
        if first is None or not first.token:
            message = _("Send a token in the header “xi-api-key”, or in the first message.")
            raise _refused(message, "invalid_api_key")
        return first

    async def _open(self) -> None:
        """Have it checked and counted. Raises Over."""
        try:
            # In a task of its own, as each request.
            await asyncio.create_task(self._maker.send("GET", {}, self._opening))
        except Refusal as refusal:
            raise _refused(refusal.message, refusal.code) from None

    def _hear(self, asked: Asked) -> None:
        """A message to a socket that has one context."""
        context = self._contexts.get(None) or self._new(None)
        try:
            context.hear(asked.text or "", asked.settings, flush=asked.flush)
        except Refusal as refusal:
            raise _refused(refusal.message, refusal.code) from None
        if asked.text == "" or asked.close_socket:
            context.end()

    async def _hear_of_many(self, asked: Asked) -> None:
        if asked.close_socket:
            for each in list(self._all):
                each.close()
            if not self._all:
                raise Over(ENDED)
            self._is_draining = True
            self._code = ENDED
            return
        name = asked.context_id or DEFAULT_CONTEXT
        context = self._contexts.get(name)
        if asked.close_context:
            if context is not None:
                # Another one of the same name is another one.
                del self._contexts[name]
                context.close()
            return
        if context is None:
            if not asked.text:
                return  # keeps alive what is over, or was never there
            if len(self._all) >= MOST_CONTEXTS:
                message = _("%(most)d contexts are open, and no more are allowed.")
                text = message % {"most": MOST_CONTEXTS}
                await self._say(messages.error(text, "too_many_contexts", REFUSED, name))
                return
            for each in self._all:
                if each.makes_room:
                    each.stop()
            context = self._new(name)
        self._wait_for_more(context)
        try:
            context.hear(asked.text or "", asked.settings, flush=asked.flush)
        except Refusal as refusal:
            await self._say(messages.error(refusal.message, refusal.code, REFUSED, name))
            context.stop()

    def _new(self, name: str | None) -> Context:
        assert self._opening.output is not None  # noqa: S101 (for mypy)
        context = Context(
            self._maker,
            Voiced(self._opening.output, name),
            self._opening.most_characters,
            say=self._say,
            over=self._context_over,
        )
        self._contexts[name] = context
        self._all.add(context)
        self._running.add(context.task)
        context.task.add_done_callback(self._running.discard)
        return context

    async def _context_over(self, context: Context, refusal: Refusal | None) -> None:
        name = context.voiced.context_id
        self._all.discard(context)
        if self._contexts.get(name) is context:
            del self._contexts[name]
        if timer := self._timers.pop(context, None):
            timer.cancel()
        if name is None and refusal:
            self._end(_refused(refusal.message, refusal.code))
            return
        if refusal:
            await self._say(messages.error(refusal.message, refusal.code, REFUSED, name))
        await self._say(messages.final(name))
        if name is None or (self._is_draining and not self._all):
            self._end(Over(self._code))

    def _wait_for_more(self, context: Context) -> None:
        """Close the context when nothing comes for it for a while."""
        if timer := self._timers.pop(context, None):
            timer.cancel()
        loop = asyncio.get_running_loop()
        seconds = self._asked.inactivity_seconds
        self._timers[context] = loop.call_later(seconds, self._nothing_came, context)

    def _nothing_came(self, context: Context) -> None:
        if context.is_busy:
            self._wait_for_more(context)
            return
        context.close()

    _code = ENDED

    def _drain(self) -> None:
        """The server is about to end: speak what has come, and close."""
        self._is_draining, self._code = True, RESTARTING
        if not self._all:
            raise Over(RESTARTING)
        for context in self._all:
            context.end()

    def _end(self, over: Over) -> None:
        if not self._ending.done():
            self._ending.set_result(over)

    async def _message(self, seconds: float) -> Asked | None:
        """The next message; None if none comes in time. Raises Over for one that can't be read,
        and Gone."""
        await self._keep_pace()
        try:
            async with asyncio.timeout(seconds):
                received = await self._receive()
        except TimeoutError:
            return None
        if received["type"] == DRAIN:
            self._drain()
            return None
        if received["type"] != "websocket.receive":
            raise Gone
        try:
            return messages.read(received.get("text"))
        except BadMessage as bad:
            raise _refused(str(bad), "bad_message") from None

    async def _keep_pace(self) -> None:
        now = time.monotonic()
        if int(now) != self._second:
            self._second, self._count = int(now), 0
        self._count += 1
        if self._count > MOST_A_SECOND:
            await asyncio.sleep(1 - now % 1)

    async def _say(self, message: str) -> None:
        """Send a message. Raises ConnectionError once the socket is closed."""
        if self._is_closed:
            raise ConnectionResetError
        try:
            await self._send({"type": "websocket.send", "text": message})
        except OSError:
            self._is_closed = True
            raise ConnectionResetError from None

    async def _close(self, over: Over) -> None:
        with contextlib.suppress(OSError):
            if over.error:
                await self._say(over.error)
            self._is_closed = True
            await self._send({"type": "websocket.close", "code": over.code})


def _refused(message: str, code: str) -> Over:
    return Over(REFUSED, messages.error(message, code, REFUSED))
