"""Serves static files, and keeps no file in memory for a client that reads it slowly."""

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO

from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

BLOCK = 64 * 1024


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, with answers that an ASGI server can send a block at a time.

    Of a file that is not read asynchronously Django makes a list first: all of it, for each client.
    """

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> FileResponse:
        response = WhiteNoiseMiddleware.serve(static_file, request)
        file = response.file_to_stream
        if file is not None and isinstance(request, ASGIRequest):
            response.streaming_content = _blocks(file)  # the response still closes the file
        return response


async def _blocks(file: BinaryIO) -> AsyncIterator[bytes]:
    while block := await asyncio.to_thread(file.read, BLOCK):
        yield block
