"""Admits requests to the request threads: each caller in turn, and none to all of them.

Those who wait take turns, so that a caller with a hundred waiting requests delays another's single
one by one turn. Everything here runs in the event loop.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from prometheus_client import Gauge

from throttle.request_threads import RequestThread, report

THREADS = Gauge(
    "lectern_request_threads",
    "Threads for requests, each with a connection to PostgreSQL.",
    multiprocess_mode="livesum",
)
BUSY = Gauge(
    "lectern_request_threads_busy", "Those that serve a request.", multiprocess_mode="livesum"
)
WAITING = Gauge(
    "lectern_requests_waiting", "Requests that wait for a thread.", multiprocess_mode="livesum"
)

# A school's morning opens fewer pages at once. A waiting request holds its body, 4 MB at most in
# memory.
MOST_WAITING = 500
# A burst's connections are closed after it.
IDLE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Share:
    """How many threads requests with the same `key` may have at once."""

    key: str
    most: int


class Busy(Exception):
    """No thread became free in time. `share`: the caller's own that was used up, if it was that."""

    def __init__(self, share: Share | None) -> None:
        super().__init__(share)
        self.share = share


@dataclass(eq=False, slots=True)
class _Waiting:
    shares: Sequence[Share]
    admitted: "asyncio.Future[RequestThread]"


@dataclass(eq=False)
class Pass:
    """A thread that a request has, until it is given back. May be given back repeatedly."""

    gate: "Gate"
    thread: RequestThread
    shares: Sequence[Share]
    _given_back: bool = field(default=False, init=False)

    def give_back(self) -> None:
        """Let the thread go to another request as soon as it is idle."""
        if not self._given_back:
            self._given_back = True
            self.gate.take_back(self)


class Gate:
    """Holds `threads` request threads. A request waits for one for `wait_seconds` at most.

    If it is `counted`, its threads are the pool that the metrics show.
    """

    def __init__(self, threads: int, wait_seconds: float, *, counted: bool = False) -> None:
        self._threads = threads
        self._counted = counted
        self._free = [RequestThread() for _ in range(threads)]
        self._resting: dict[RequestThread, asyncio.TimerHandle] = {}
        self._running: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[_Waiting]] = OrderedDict()
        self._waiting = 0
        self._wait_seconds = wait_seconds

    async def enter(self, shares: Sequence[Share]) -> Pass:
        """Wait for a thread within all of the shares; turns are taken by the first one's key.

        Raises Busy.
        """
        if self._waiting >= MOST_WAITING:
            raise Busy(self._used_up(shares))
        waiting = _Waiting(shares, asyncio.get_running_loop().create_future())
        self._queues.setdefault(shares[0].key, deque()).append(waiting)
        self._waiting += 1
        self._admit()
        self._count()
        try:
            # Not wait_for(): it might cancel a future that was given a thread at that moment.
            if not waiting.admitted.done():
                await asyncio.wait([waiting.admitted], timeout=self._wait_seconds)
        except asyncio.CancelledError:
            if waiting.admitted.done():
                Pass(self, waiting.admitted.result(), shares).give_back()
            else:
                self._forget(waiting)
            raise
        if waiting.admitted.done():
            return Pass(self, waiting.admitted.result(), shares)
        self._forget(waiting)
        raise Busy(self._used_up(shares))

    def take_back(self, given: Pass) -> None:
        """Called by Pass.give_back."""

        def idle(settled: "asyncio.Future[None]") -> None:
            report(settled)
            self._running.subtract(share.key for share in given.shares)
            self._running += Counter()  # drops the zeros
            self._free.append(given.thread)
            self._count()
            loop = settled.get_loop()
            self._resting[given.thread] = loop.call_later(IDLE_SECONDS, self._rest, given.thread)
            self._admit()

        asyncio.wrap_future(given.thread.settle()).add_done_callback(idle)

    def _admit(self) -> None:
        while self._free and (waiting := self._next()):
            # The one used last: the others' connections may be closed meanwhile.
            thread = self._free.pop()
            if timer := self._resting.pop(thread, None):
                timer.cancel()
            self._running.update(share.key for share in waiting.shares)
            self._count()
            waiting.admitted.set_result(thread)

    def _next(self) -> _Waiting | None:
        """Take the next request that is within its shares out of its queue."""
        for key, queue in self._queues.items():
            if self._used_up(queue[0].shares) is None:
                waiting = queue[0]
                self._queues.move_to_end(key)
                self._forget(waiting)
                return waiting
        return None

    def _used_up(self, shares: Sequence[Share]) -> Share | None:
        return next((each for each in shares if self._running[each.key] >= each.most), None)

    def _forget(self, waiting: _Waiting) -> None:
        key = waiting.shares[0].key
        self._queues[key].remove(waiting)
        self._waiting -= 1
        self._count()
        if not self._queues[key]:
            del self._queues[key]

    def _count(self) -> None:
        if self._counted:
            THREADS.set(self._threads)
            BUSY.set(self._threads - len(self._free))
            WAITING.set(self._waiting)

    def _rest(self, thread: RequestThread) -> None:
        self._resting.pop(thread, None)
        thread.disconnect().add_done_callback(report)
