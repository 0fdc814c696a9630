"""What tools ask of REST, by requests inside of this process."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from web.inner_request import Maker


@dataclass(frozen=True, slots=True)
class Rest:
    """REST, as the caller of a tool may use it. Once `gone` is set, what is asked is cancelled."""

    maker: Maker
    gone: asyncio.Event

    async def get(self, path: str, **query: str) -> Any:
        """The JSON at an address. Raises Refusal."""
        return json.loads(await self._ask("GET", path, {}, urlencode(query), ""))

    async def post(self, path: str, body: Mapping[str, Any], *, key: str = "") -> Any:
        """The JSON that is answered to this body; with an idempotency `key`, once. Raises
        Refusal."""
        return json.loads(await self.audio(path, body, key=key))

    async def audio(self, path: str, body: Mapping[str, Any], *, key: str = "") -> bytes:
        """The same for an answer that is no JSON."""
        return await self._ask("POST", path, body, "", key)

    async def _ask(
        self, method: str, path: str, body: Mapping[str, Any], query: str, key: str
    ) -> bytes:
        parts: list[bytes] = []

        async def keep(part: bytes) -> None:
            parts.append(part)

        asked = self.maker.send(
            method,
            body,
            path=path,
            query=query,
            idempotency_key=key,
            forward=keep,
            gone=self.gone,
        )
        # In a task of its own, as each request.
        await asyncio.create_task(asked)
        return b"".join(parts)
