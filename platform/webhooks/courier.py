"""Takes events to their addresses, in a thread of the general worker.

That worker has other things to do: a slow server is not to hold them up.
"""

import logging
import threading
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from django.db import connection

from webhooks import outbox
from webhooks.outbox import Attempt
from webhooks.post import Outcome, post
from webhooks.signing import signed_headers

log = logging.getLogger(__name__)

SLOTS = 16
LOOK_SECONDS = 1.0
USER_AGENT = "Lectern-Webhooks/1"

_at_work = threading.Lock()


def wake() -> None:
    """Begin to deliver, unless that is being done already. Returns at once."""
    if _at_work.acquire(blocking=False):
        threading.Thread(target=_work, name="courier", daemon=True).start()


def deliver_due() -> int:
    """Deliver until nothing is due; returns how many attempts were made.

    The network is used by threads of a pool, the database by the caller's alone.
    """
    attempts = 0
    under_way: dict[Future[Outcome], Attempt] = {}
    with ThreadPoolExecutor(SLOTS, thread_name_prefix="webhook") as pool:
        while True:
            busy = Counter(attempt.delivery.tenant_id for attempt in under_way.values())
            for attempt in outbox.claim(SLOTS - len(under_way), busy):
                under_way[pool.submit(send, *_message(attempt))] = attempt
            if not under_way:
                return attempts
            done, _still = wait(under_way, LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                outbox.record(under_way.pop(future), future.result())
                attempts += 1


def send(url: str, body: str, headers: dict[str, str]) -> Outcome:
    """Send a signed message."""
    return post(url, body.encode(), headers)


def _message(attempt: Attempt) -> tuple[str, str, dict[str, str]]:
    delivery = attempt.delivery
    headers = {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        **signed_headers(delivery.id, delivery.body, delivery.endpoint.secrets),
    }
    return delivery.url, delivery.body, headers


def _work() -> None:
    try:
        deliver_due()
    except Exception:
        log.exception("delivering stopped; it goes on at the next tick")
    finally:
        connection.close()
        _at_work.release()
