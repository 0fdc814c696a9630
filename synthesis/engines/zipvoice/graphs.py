"""The three graphs of ZipVoice-Distill as k2-fsa publishes them, on ONNX Runtime.

A graph keeps nothing from one run to the next. A file that is missing, broken or of another model
is a ModelFilesMissing that names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ..base import ModelFilesMissing, Samples
from .config import BINS, HOP, MELS, N_FFT, SAMPLE_RATE
from .files import DECODER, ENCODER, GET_FILES, VOCODER
from .mel import hann

Floats = NDArray[np.float32]

_INPUTS = {
    ENCODER: ("tokens", "prompt_tokens", "prompt_features_len", "speed"),
    DECODER: ("t", "x", "text_condition", "speech_condition", "guidance_scale"),
}
_SIZES = {
    "feat_dim": MELS,
    "sample_rate": SAMPLE_RATE,
    "n_fft": N_FFT,
    "hop_length": HOP,
    "window_length": N_FFT,
    "num_mels": MELS,
    "win_length": N_FFT,
}
"""What the files' metadata must say, where they say it."""


class Graphs:
    """All three, loaded; `threads` compute a run. Raises ModelFilesMissing."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._encoder, self._decoder, self._vocoder = (
            _loaded(folder / name, threads) for name in (ENCODER, DECODER, VOCODER)
        )
        for name, session in ((ENCODER, self._encoder), (DECODER, self._decoder)):
            found = tuple(each.name for each in session.get_inputs())
            if found != _INPUTS[name]:
                raise ModelFilesMissing(
                    f"{folder / name} takes {', '.join(found)}, not {', '.join(_INPUTS[name])}: it "
                    f"is no ZipVoice-Distill; {GET_FILES}"
                )
        mels, parts = self._vocoder.get_inputs(), self._vocoder.get_outputs()
        if len(mels) != 1 or len(parts) != 3 or parts[0].shape[1] != BINS:
            raise ModelFilesMissing(
                f"{folder / VOCODER} gives no spectrum of {BINS} bins: it is no Vocos for "
                f"{SAMPLE_RATE} Hz; {GET_FILES}"
            )

    def text_condition(
        self, tokens: Sequence[int], prompt_tokens: Sequence[int], prompt_frames: int, speed: float
    ) -> Floats:
        """What each frame of prompt and text says, [1, frames, 100].

        `speed` is of both together, as the exported graph has it: see `speed_of_all`.
        """
        given = {
            "tokens": np.array([tokens], np.int64),
            "prompt_tokens": np.array([prompt_tokens], np.int64),
            "prompt_features_len": np.array(prompt_frames, np.int64),
            "speed": np.array(speed, np.float32),
        }
        (condition,) = self._encoder.run(None, given)
        return condition

    def velocity(self, time: float, x: Floats, said: Floats, heard: Floats, guide: float) -> Floats:
        """Where the features x [1, frames, 100] move to at a time of 0 to 1."""
        given = {
            "t": np.array(time, np.float32),
            "x": x,
            "text_condition": said,
            "speech_condition": heard,
            "guidance_scale": np.array(guide, np.float32),
        }
        (velocity,) = self._decoder.run(None, given)
        return velocity

    def sound(self, mel: Floats) -> Samples:
        """The sound [256 · (frames - 1)] of natural log mels [frames, 100]."""
        given = {self._vocoder.get_inputs()[0].name: np.ascontiguousarray(mel.T[None])}
        loudness, real, imaginary = (part[0] for part in self._vocoder.run(None, given))
        frames = np.fft.irfft((loudness * (real + 1j * imaginary)).T, N_FFT).astype(np.float32)
        window = hann()
        count = len(frames)
        samples = np.zeros((count - 1) * HOP + N_FFT, np.float32)
        weight = np.zeros_like(samples)
        for number, frame in enumerate(frames):
            at = slice(number * HOP, number * HOP + N_FFT)
            samples[at] += frame * window
            weight[at] += window**2
        inside = slice(N_FFT // 2, len(samples) - N_FFT // 2)
        sound: Samples = samples[inside] / weight[inside]
        return sound


def speed_of_all(*, prompt_frames: int, prompt_tokens: int, tokens: int, speed: float) -> float:
    """The graph's `speed` with which the text alone is spoken `speed` times as fast as the prompt.

    The exported graph divides the length of prompt and text by its speed, though the prompt's is
    given; the reference divides that of the text alone.
    """
    of_text = np.ceil(prompt_frames / prompt_tokens * tokens / speed)
    together = prompt_frames / prompt_tokens * (prompt_tokens + tokens)
    return float(together / (prompt_frames + of_text))


def _loaded(file: Path, threads: int) -> onnxruntime.InferenceSession:
    if not file.is_file():
        raise ModelFilesMissing(f"{file} is missing; {GET_FILES}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # It would take processor from web processes that share the machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # the library raises many kinds for broken files
        raise ModelFilesMissing(f"{file} is broken: {error}; {GET_FILES}") from error
    _check_sizes(file, session.get_modelmeta().custom_metadata_map)
    return session


def _check_sizes(file: Path, metadata: Mapping[str, str]) -> None:
    for name, wanted in _SIZES.items():
        if metadata.get(name, str(wanted)) != str(wanted):
            raise ModelFilesMissing(
                f"{file} has {name} {metadata[name]}, not {wanted}: it is another model; "
                f"{GET_FILES}"
            )
