"""Delivers events, in a thread of the general worker.

A thread of its own, so that a slow receiver does not hold up the worker's other tasks.
"""

import logging
import threading
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from django.db import connection

from outgoing.post import Outcome, post
from webhooks import outbox
from webhooks.outbox import Attempt
from webhooks.signing import signed_headers

log = logging.getLogger(__name__)

SLOTS = 16
LOOK_SECONDS = 1.0
USER_AGENT = "Lectern-Webhooks/1"

_at_work = threading.Lock()


def wake() -> None:
    """Start delivering, unless a thread is doing so already. Returns at once."""
    if _at_work.acquire(blocking=False):
        threading.Thread(target=_work, name="courier", daemon=True).start()


def deliver_due() -> int:
    """Deliver until nothing is due; returns how many attempts were made.

    A pool of threads uses the network; only the caller's thread uses the database.
    """
    attempts = 0
    in_flight: dict[Future[Outcome], Attempt] = {}
    with ThreadPoolExecutor(SLOTS, thread_name_prefix="webhook") as pool:
        while True:
            busy = Counter(attempt.delivery.tenant_id for attempt in in_flight.values())
            for attempt in outbox.claim(SLOTS - len(in_flight), busy):
                in_flight[pool.submit(send, *_message(attempt))] = attempt
            if not in_flight:
                return attempts
            done, _still = wait(in_flight, LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                outbox.record(in_flight.pop(future), future.result())
                attempts += 1


def send(url: str, body: str, headers: dict[str, str]) -> Outcome:
    """POST a signed message."""
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
        log.exception("delivering failed; it goes on at the next tick")
    finally:
        connection.close()
        _at_work.release()
