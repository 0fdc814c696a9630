"""No more children of one process read files at once than the machine has memory for."""

import threading
from concurrent.futures import ThreadPoolExecutor

from confined import room

LIMITS = room.Limits(memory_bytes=1, cpu_seconds=1, wall_seconds=1, output_bytes=1)


def test_children_wait_for_one_of_a_few_places(monkeypatch):
    inside, most, both = threading.Lock(), [], threading.Barrier(room.AT_ONCE, timeout=10)
    running = []

    def answer(given: str, data: bytes, limits: room.Limits) -> bytes:
        running.append(data)
        with inside:
            most.append(len(running))
        both.wait()  # as many as there are places run together, and no more
        running.remove(data)
        return b'{"facts": {}}\n'

    monkeypatch.setattr(room, "_answer_of", answer)
    count = 3 * room.AT_ONCE
    with ThreadPoolExecutor(count) as threads:
        read = threads.map(
            lambda n: room.run("any", bytes([n]), order={}, limits=LIMITS), range(count)
        )
        assert list(read) == [({}, b"")] * count
    assert max(most) == room.AT_ONCE
