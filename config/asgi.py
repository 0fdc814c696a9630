import asyncio
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from config.serving import whole_requests

log = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = whole_requests.application()

from django.conf import settings  # noqa: E402  (only after the line above)
from django.db.backends.signals import connection_created  # noqa: E402

from config.databases import DEPARTURE_THREADS, limit_statements  # noqa: E402
from config.serving.admission import Admission  # noqa: E402
from config.serving.asgi_types import Message, Receive, Scope, Send  # noqa: E402
from config.serving.body_limit import limit_body  # noqa: E402
from runtime.postgres import patience  # noqa: E402
from synthesis.streaming.stream import BrokenOff  # noqa: E402
from synthesis.text.semiotic.detect import load_classes  # noqa: E402
from telemetry.process_state import this_process  # noqa: E402
from tenants.stores.port import StoreAway  # noqa: E402
from throttle.request_end import SCOPE_KEY as END_KEY  # noqa: E402
from throttle.request_end import RequestEnd  # noqa: E402
from web.audio.listener import SCOPE_KEY, Listener  # noqa: E402
from web.elevenlabs.sockets.application import with_sockets  # noqa: E402
from web.mcp.application import with_mcp  # noqa: E402

# Workers' statements may take as long as they need; nobody waits for them.
connection_created.connect(limit_statements)
# Should the server not be able to end them.
patience.limit(settings.STATEMENT_SECONDS + patience.MARGIN_SECONDS)
# Before somebody waits for it.
load_classes()
# Cancels the jobs of clients that disconnected. When many do at once, jobs wait, not requests.
departures = ThreadPoolExecutor(DEPARTURE_THREADS, thread_name_prefix="departure")


async def lectern(scope: Scope, receive: Receive, send: Send) -> None:
    """Run Django, and end a broken stream without logging a crash.

    The server then closes the connection midway, which tells the client that audio is missing.
    """
    listener, end = Listener(), RequestEnd()
    loop = asyncio.get_running_loop()
    leave = partial(loop.run_in_executor, departures, listener.leave)

    async def receive_and_watch() -> Message:
        message = await receive()
        if message["type"] == "http.disconnect":
            # Django now cancels the body and waits for it; audio made meanwhile has no listener.
            leave()
            end.come()
        return message

    extended = {**scope, SCOPE_KEY: listener, END_KEY: end}
    try:
        await django_application(extended, receive_and_watch, send)
    except BrokenOff:
        log.debug("a stream broke off")
    except StoreAway as away:
        log.warning("a stream broke off: %s", away.detail)
    except asyncio.CancelledError:
        if this_process.draining.is_set():
            # It is us who leave: the client comes back for the rest, to another process.
            listener.let_go_on()
        raise
    finally:
        leave()
        end.come()


admitted = Admission(lectern, settings.REQUEST_THREADS, settings.REQUEST_WAIT_SECONDS)
# Room for a clip and the other form fields.
limited = limit_body(admitted, settings.MAX_CLIP_BYTES + 1024 * 1024)
application = with_sockets(with_mcp(limited))
