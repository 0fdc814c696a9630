"""A cheap HTTP/1.1 client: one connection, one request at a time, read as slowly as one likes.

A load generator beside the server must cost little: this takes a tenth of an HTTP library's time.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import httptools

BLOCK = 64 * 1024


class Broken(Exception):
    """The connection ended before the answer did."""


@dataclass(slots=True)
class Response:
    """An answer as far as it has been read. Names of headers are lower case."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def retry_after(self) -> float:
        """Seconds, from the header `Retry-After`; 0 without it."""
        text = self.headers.get("retry-after", "")
        return float(text) if text.isdigit() else 0.0


class Connection:
    """A connection to a server. `buffer` bounds what the kernel and we read ahead, in bytes."""

    def __init__(self, host: str, port: int, *, buffer: int | None = None) -> None:
        self._address = (host, port)
        self._buffer = buffer
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._answer = Response()
        self._pieces: list[bytes] = []
        self._begun = self._ended = self._kept_alive = False
        self._parser = httptools.HttpResponseParser(self)

    @property
    def usable(self) -> bool:
        """It is open, and the last answer was read to its end."""
        open_ = self._reader is not None and not self._reader.at_eof()
        return open_ and self._ended and self._kept_alive

    async def open(self) -> None:
        """Raises OSError."""
        raw = socket.socket()
        raw.setblocking(False)
        if self._buffer:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._buffer)
        try:
            await asyncio.get_running_loop().sock_connect(raw, self._address)
            limit = self._buffer or BLOCK
            self._reader, self._writer = await asyncio.open_connection(sock=raw, limit=limit)
        except BaseException:
            raw.close()
            raise

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def write(self, data: bytes) -> None:
        """Send bytes as they are. Raises OSError."""
        if self._writer is None:
            raise Broken("not open")
        self._writer.write(data)
        await self._writer.drain()

    async def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Response:
        """Send a request and read the head of its answer. Raises Broken and OSError."""
        self._expect_answer()
        lines = [f"{method} {target} HTTP/1.1", f"Host: localhost:{self._address[1]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        await self.write("\r\n".join([*lines, "", ""]).encode() + body)
        return await self.head()

    async def head(self) -> Response:
        """Read until the head of an answer is complete. Raises Broken."""
        while not self._begun:
            await self._read(BLOCK)
        return self._answer

    async def whole(self) -> Response:
        """Read the answer to its end. Raises Broken."""
        while not self._ended:
            await self._read(BLOCK)
        self._answer.body = b"".join(self._pieces)
        return self._answer

    async def pieces(self, block: int = BLOCK, pause: float = 0.0) -> AsyncIterator[bytes]:
        """The body as it comes, at most `block` bytes at a time, with a pause after each."""
        while True:
            given, self._pieces = b"".join(self._pieces), []
            if given:
                yield given
            if self._ended:
                return
            await asyncio.sleep(pause)
            await self._read(block)

    async def _read(self, block: int) -> None:
        if self._reader is None:
            raise Broken("not open")
        data = await self._reader.read(block)
        if not data:
            raise Broken("closed within the answer" if self._begun else "closed before the answer")
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            raise Broken("not HTTP") from error

    def _expect_answer(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._answer, self._pieces = Response(), []
        self._begun = self._ended = False

    # --- Called by the parser -----------------------------------------------------------------
    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._answer.status = self._parser.get_status_code()
        self._begun = True

    def on_body(self, body: bytes) -> None:
        self._pieces.append(body)

    def on_message_complete(self) -> None:
        self._ended, self._kept_alive = True, self._parser.should_keep_alive()
