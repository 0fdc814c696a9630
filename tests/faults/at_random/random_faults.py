"""Breaks one thing after another at random, and has somebody look after what ran."""

import random
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable


class RandomFaults(ABC):
    """Call it from the main thread: processes end with the thread that started them."""

    def __init__(self, chance: random.Random) -> None:
        self.struck: Counter[str] = Counter()
        self._chance = chance

    @abstractmethod
    def faults(self) -> dict[Callable[[], str], int]:
        """What breaks things and says what it broke, or "" where that is broken already; and how
        often it is to do so, relative to the others."""

    @abstractmethod
    def look_after(self) -> None:
        """End what was to last a while, and start again what has ended."""

    def strike(self) -> None:
        """Break one thing."""
        faults = self.faults()
        [fault] = self._chance.choices(list(faults), list(faults.values()))
        if what := fault():
            self.struck[what] += 1

    def rest(self, seconds: float) -> None:
        """Look after everything for a while."""
        until = time.monotonic() + seconds
        while True:
            self.look_after()
            if (left := until - time.monotonic()) <= 0:
                return
            time.sleep(min(left, 0.1))
