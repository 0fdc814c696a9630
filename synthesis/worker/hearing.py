"""Hears finished takes back, beside the engine, so that those that skip or repeat words are found.

The recogniser is the one of consents. It works in one thread of its own, on the processor: the
engine goes on with other segments meanwhile.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Protocol

import numpy as np
from django.conf import settings

from synthesis.worker import heard_words
from synthesis.worker.slot import Slot
from voices.consent.recogniser import Heard, Recogniser, RecogniserMissing

log = logging.getLogger(__name__)


class Hears(Protocol):
    """voices.consent.recogniser.Recogniser, as far as it is used here."""

    def hear(
        self, samples: "np.ndarray", sample_rate: int, *, language: str | None = None
    ) -> Heard: ...


def installed() -> Hears | None:
    """The recogniser; None, and a line in the log, where its files are missing."""
    try:
        return Recogniser(settings.MODELS / "whisper")
    except RecogniserMissing as missing:
        log.error("lines are not heard back: %s", missing)
        return None


class HearingBack:
    """The takes that are being heard. The recogniser is loaded with the first one."""

    def __init__(self, load: Callable[[], Hears | None] = installed) -> None:
        self._load = load
        self._recogniser: Hears | None = None
        self._is_missing = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hearing")
        self._heard: dict[Future[tuple[str, float]], Slot] = {}

    @property
    def slots(self) -> list[Slot]:
        """Whose takes are being heard, or wait for it."""
        return list(self._heard.values())

    def begin(self, slot: Slot) -> bool:
        """Hear a whole take; False where there is no recogniser."""
        if self._is_missing:
            return False
        said = " ".join(span.text for span in slot.request.spans)
        han = sum(span.language == "zh" for span in slot.request.spans)
        language = "zh" if 2 * han >= len(slot.request.spans) else "en"
        pcm, rate = bytes(slot.pcm), slot.audio.sample_rate
        self._heard[self._thread.submit(self._hear, said, language, pcm, rate)] = slot
        return True

    def done(self, *, patience: float = 0.0) -> list[tuple[Slot, str, float]]:
        """The takes that were heard since the last time, with what is wrong with each, in a word
        or empty, and the seconds that hearing it took. Waits `patience` seconds for the first."""
        if patience and self._heard:
            wait(self._heard, timeout=patience, return_when="FIRST_COMPLETED")
        ready = [future for future in self._heard if future.done()]
        return [(self._heard.pop(future), *future.result()) for future in ready]

    def drop(self, slot: Slot) -> None:
        """Forget a take whose segment is not ours any more."""
        self._heard = {future: each for future, each in self._heard.items() if each is not slot}

    def clear(self) -> None:
        """Forget all takes."""
        self._heard.clear()

    def _hear(self, said: str, language: str, pcm: bytes, rate: int) -> tuple[str, float]:
        started = time.thread_time()
        if self._recogniser is None and not self._is_missing:
            self._recogniser = self._load()
            self._is_missing = self._recogniser is None
        if self._recogniser is None:
            return "", 0.0
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768
        try:
            heard = self._recogniser.hear(samples, rate, language=language)
        except Exception:
            # The take may well be right: whoever waits for it gets it.
            log.exception("a take could not be heard")
            return "", time.thread_time() - started
        return heard_words.complaint(said, heard.text, language), time.thread_time() - started
