"""What a forked worker process does: it moves to a host and works there as `lectern worker` does.

Forked from a process that has loaded Django, it is there within milliseconds, so that a run can
kill hundreds.
"""

import os
import signal
from multiprocessing.connection import Connection

from runtime.supervision.tied import tie
from tests.cluster.cluster import DETUNED, HOSTS
from tests.cluster.network import enter
from tests.faults import tone
from tests.faults.at_random.breakage import sweep_until_killed
from tests.faults.worker import Order, log_to, work_for_celery


def work(order: Order, talk: Connection) -> None:
    """A synthesis worker on the host that the order names."""
    _begin(order)
    os.environ[tone.DETUNED] = str(DETUNED[order.host])
    work_for_celery(order)


def sweep(order: Order, talk: Connection) -> None:
    """A process on that host that does nothing but sweep."""
    _begin(order)
    sweep_until_killed()


def _begin(order: Order) -> None:
    tie(signal.SIGKILL, os.getppid())
    log_to(order.log)
    [host] = [host for host in HOSTS if host.name == order.host]
    enter(host.namespace)
