import asyncio
import logging
import os
from functools import partial

from django.core.asgi import get_asgi_application

log = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from django.conf import settings  # noqa: E402  (only after the line above)

from config.body_limit import limit_body  # noqa: E402
from synthesis.stream import BrokenOff  # noqa: E402
from web.audio.listener import SCOPE_KEY, Listener  # noqa: E402


async def lectern(scope, receive, send) -> None:
    """Run Django. If a stream breaks off, the server closes the connection early, which tells the
    client that audio is missing; that is not logged as an error."""
    listener = Listener()
    leave = partial(asyncio.get_running_loop().run_in_executor, None, listener.leave)

    async def hear():
        message = await receive()
        if message["type"] == "http.disconnect":
            # Django now cancels the body and waits for it; `leave` tells it that nobody listens.
            leave()
        return message

    try:
        await django_application({**scope, SCOPE_KEY: listener}, hear, send)
    except BrokenOff:
        log.debug("a stream was broken off")
    finally:
        leave()


# A clip and the form fields around it.
application = limit_body(lectern, settings.MAX_CLIP_BYTES + 1024 * 1024)
