"""Runs the models on a recording. `Models` loads them once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import torch

from speakers.encoders import Encoders
from speakers.kaldi import FLOOR_16_BIT
from voices.screening.models.segmentation import FRAME_SECONDS, Segmentation, Window, alone
from voices.screening.models.sound_events import SoundEvents
from voices.screening.models.voice_activity import FRAME, VoiceActivity
from voices.screening.other_sounds.frames import values
from voices.screening.other_sounds.network import FILES, Network, together
from voices.screening.recording import RATE, Array, Recording, Samples, smooth

WINDOW_SECONDS = 1.6
"""The length of speech in which a voice is identified: GE2E was trained on 1.6 s."""

_MOST_WINDOWS = 14
VOICED = 0.5


@dataclass(frozen=True)
class Listening:
    """The models' output for one recording.

    `voice` [32 ms frames]: probability of speech. `events` and `background` [10 ms frames, 3]:
    speech, singing and music in the recording, and with its loud parts attenuated so that the
    background stands out. `speakers`: the result of `Segmentation.windows`. `windows` [w, 2]: where
    voices were compared (s); `campp` [w, 192] and `ge2e` [w, 256] are their embeddings. `others` is
    what the networks say of each window of `speakers`.
    """

    voice: Array = field(repr=False)
    events: Array = field(repr=False)
    background: Array = field(repr=False)
    speakers: list[Window] = field(repr=False)
    windows: Array = field(repr=False)
    campp: Array = field(repr=False)
    ge2e: Array = field(repr=False)
    second_voice: tuple[float, float] = (1.0, 1.0)
    others: list[tuple[Array, Array]] = field(default_factory=list, repr=False)

    @property
    def speech_seconds(self) -> float:
        return float((self.voice > VOICED).sum() * FRAME / RATE)

    def voiced(self, frames: int) -> Array:
        """`voice` at 10 ms frames, [frames]."""
        if not len(self.voice):
            return np.zeros(frames, np.float32)
        at = np.minimum(np.arange(frames) * 160 // FRAME, len(self.voice) - 1)
        return self.voice[at]


class Models:
    """All models: load in 0.7 s and take a process to 470 MB. Run one call at a time."""

    def __init__(self, encoders: Encoders, networks: Sequence[Network] = ()) -> None:
        self._lock = Lock()
        self._voice = VoiceActivity()
        self._events = SoundEvents()
        self._segmentation = Segmentation()
        self._networks = networks or [Network.load(file) for file in FILES]
        self._encoders = encoders

    def listen(self, recording: Recording) -> Listening:
        """Run every model on the recording."""
        samples = recording.even
        with self._lock, _one_thread():
            voice = self._voice(samples)
            speakers = self._segmentation.windows(samples)
            windows, cut = _speech_windows(samples, voice)
            events, background = self._events(samples), self._events(compressed(samples))
            return Listening(
                voice=voice,
                events=events,
                background=background,
                speakers=speakers,
                windows=windows,
                # Every second window, since CAM++ takes half of the time.
                campp=self._campp(cut[::2]),
                ge2e=self._ge2e(cut),
                second_voice=self._second_voice(samples, speakers),
                others=[
                    together(self._networks, values(recording, window, events, background, voice))
                    for window in speakers
                ],
            )

    def _second_voice(self, samples: Samples, speakers: list[Window]) -> tuple[float, float]:
        """Likeness (CAM++, GE2E) of the two speakers found by segmentation; 1 for one speaker.

        Uses the window with the most of a second speaker, without passages where both speak.
        """
        best: tuple[Samples, Samples] | None = None
        for start, probabilities, _hidden in speakers:
            first, second = (_cut(samples, start, flags) for flags in alone(probabilities))
            if len(second) >= 0.6 * RATE and (best is None or len(second) > len(best[1])):
                best = first, second
        if best is None:
            return 1.0, 1.0
        size = int(WINDOW_SECONDS * RATE)
        pair = np.stack([np.resize(voice, size) for voice in best]).astype(np.float32)
        campp, ge2e = self._campp(pair), self._ge2e(pair)
        return float(campp[0] @ campp[1]), float(ge2e[0] @ ge2e[1])

    def _campp(self, windows: Array) -> Array:
        """CAM++ [w, 192] of windows [w, n]."""
        with torch.inference_mode():
            return self._encoders.campp.windows(torch.from_numpy(windows), FLOOR_16_BIT).numpy()

    def _ge2e(self, windows: Array) -> Array:
        """GE2E [w, 256] of windows [w, n]."""
        with torch.inference_mode():
            return self._encoders.ge2e.windows(torch.from_numpy(windows)).numpy()


def compressed(samples: Samples) -> Samples:
    """Compress the level, followed over 50 ms, to a quarter of its variation in dB."""
    level = np.sqrt(smooth((samples**2).astype(np.float32), 800) + 1e-10)
    out = samples * level**-0.75
    return (
        (out * (0.06 / max(float(np.sqrt(np.mean(out**2))), 1e-6))).clip(-1, 1).astype(np.float32)
    )


def _speech_windows(samples: Samples, voice: Array) -> tuple[Array, Array]:
    """The places [w, 2] (s) and samples [w, n] of windows of 1.6 s of speech without pauses."""
    size = int(WINDOW_SECONDS * RATE)
    keep = np.repeat(voice > VOICED, FRAME)[: len(samples)]
    places = np.flatnonzero(keep)
    if len(places) < size:
        return np.zeros((0, 2), np.float32), np.zeros((0, size), np.float32)
    count = min(_MOST_WINDOWS, 1 + (len(places) - size) // (size // 2))
    starts = np.linspace(0, len(places) - size, count).astype(int)
    cut = np.stack([samples[places[start : start + size]] for start in starts])
    where = [(places[start] / RATE, places[start + size - 1] / RATE) for start in starts]
    return np.array(where, np.float32), cut


def _cut(samples: Samples, start: float, flags: np.ndarray) -> Samples:
    index = (np.arange(len(samples)) / RATE - start) / FRAME_SECONDS
    inside = (index >= 0) & (index < len(flags))
    keep = np.zeros(len(samples), bool)
    keep[inside] = flags[index[inside].astype(int)]
    return samples[keep]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Limit torch to one thread, and restore the process's number of threads afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
