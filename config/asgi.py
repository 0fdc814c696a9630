import asyncio
import logging
import os
from functools import partial

from django.core.asgi import get_asgi_application

log = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from django.conf import settings  # noqa: E402  (only after the line above)

from config.body_limit import Message, Receive, Scope, Send, limit_body  # noqa: E402
from synthesis.stream import BrokenOff  # noqa: E402
from web.audio.listener import SCOPE_KEY, Listener  # noqa: E402


async def lectern(scope: Scope, receive: Receive, send: Send) -> None:
    """Run Django, and end a broken stream without logging a crash.

    The server then closes the connection midway, which tells the client that audio is missing.
    """
    listener = Listener()
    leave = partial(asyncio.get_running_loop().run_in_executor, None, listener.leave)

    async def receive_and_watch() -> Message:
        message = await receive()
        if message["type"] == "http.disconnect":
            # Django now cancels the body and waits for it; audio made meanwhile has no listener.
            leave()
        return message

    try:
        await django_application({**scope, SCOPE_KEY: listener}, receive_and_watch, send)
    except BrokenOff:
        log.debug("a stream broke off")
    finally:
        leave()


# Room for a clip and the other form fields.
application = limit_body(lectern, settings.MAX_CLIP_BYTES + 1024 * 1024)
