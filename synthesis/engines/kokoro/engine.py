"""Kokoro-82M (StyleTTS 2 with an ISTFTNet decoder), int8, on ONNX Runtime through kokoro-onnx."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnxruntime
from kokoro_onnx import Kokoro
from kokoro_onnx.chunker import split_phonemes
from kokoro_onnx.trim import trim
from numpy.typing import NDArray

from ..base import (
    Chunk,
    Clip,
    Conditioning,
    ConditioningInvalid,
    Decoding,
    ModelFilesMissing,
    OnProgress,
    Samples,
    SegmentRequest,
    Span,
    Unspeakable,
)
from .catalogue import BASE_VOICES, LANGUAGES, MODEL_FILE, SAMPLE_RATE, VOICES_FILE
from .phonemes import Phonemiser
from .voices_file import ROWS, STYLE

Weights = NDArray[np.float32]
"""One weight for each base voice, in the catalogue's order, summing to 1; shape [54]."""

VERSION = 1
TIMBRE = STYLE // 2
"""Style numbers 0 to 127 are the voice's timbre, 128 to 255 its prosody."""

MAX_PHONEMES = 510
SLOWEST, FASTEST = 0.5, 2.0

# ONNX Runtime, two cores, 5.5 s of English, real-time factor: one thread 0.60, two 0.35, two
# without spinning 0.33. The audio is the same to the bit. Spinning would also take the cores from
# the web process.
THREADS = min(2, os.cpu_count() or 1)

TRIM_DB = 50
"""Edges this far below the loudest frame are silence; speech starts within 40 dB of it."""

_INDEX = {voice.name: index for index, voice in enumerate(BASE_VOICES)}
_BRITISH = np.array([voice.language == "en-gb" for voice in BASE_VOICES])


def silence_after(phonemes: str) -> float:
    """Seconds of silence that belong behind a piece which ends like this, at normal speed.

    Trimming leaves a median of 0.08 s, so a sentence is followed by a third of a second. Inside
    one call the model's own pause is 0.17 s after a full stop and 0.16 s after a comma (medians of
    6 voices, both languages; 0.05 to 0.37 s), too short between paragraphs.
    """
    mark = phonemes.rstrip(' "”)')[-1:]
    if mark in ".!?…":
        return 0.25
    return 0.1 if mark in ",;:—" else 0.0


@dataclass(slots=True, eq=False)
class KokoroDecoding:
    """One segment being spoken: its pieces of at most 510 phonemes, and how many are done."""

    request: SegmentRequest
    pieces: tuple[str, ...]
    style: NDArray[np.float32] = field(repr=False)
    done: bool = False
    spoken: int = 0


class KokoroEngine:
    """A loaded Kokoro. The constructor raises ModelFilesMissing when its files can't be read."""

    name = "kokoro"
    sample_rate = SAMPLE_RATE
    languages = LANGUAGES
    max_batch = 1  # a call takes one sentence and fills both cores: a batch would only add delay

    def __init__(self, folder: Path) -> None:
        for file in (MODEL_FILE, VOICES_FILE):
            if not (folder / file).is_file():
                raise ModelFilesMissing(_get_files(f"{folder / file} is missing"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(
                str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
            )
            with np.load(folder / VOICES_FILE, allow_pickle=False) as npz:
                self._voices = np.stack([npz[voice.name] for voice in BASE_VOICES])
        except Exception as error:  # both libraries raise many kinds for broken files
            raise ModelFilesMissing(_get_files(f"{folder} holds a broken file: {error}")) from error
        if self._voices.shape != (len(BASE_VOICES), ROWS, STYLE):
            raise ModelFilesMissing(_get_files(f"{folder / VOICES_FILE} holds other voices"))
        self.voices_digest = hashlib.sha256(self._voices.tobytes()).hexdigest()
        self._model = Kokoro.from_session(session, str(folder / VOICES_FILE))
        self._phonemiser = Phonemiser(frozenset(self._model.tokenizer.vocab))

    def warm_up(self) -> None:
        """Speak one word in each language, so that dictionaries and memory are in place."""
        request = SegmentRequest((Span("zh", "你好，"), Span("en", "hello.")))
        self.step([self.start(request, self.base_conditioning("zf_xiaobei"))])

    def base_conditioning(self, name: str) -> Conditioning:
        """The conditioning of a base voice. Raises KeyError for an unknown name."""
        weights = np.zeros(len(BASE_VOICES), np.float32)
        weights[_INDEX[name]] = 1
        return self.blend(weights, weights)

    def blend(self, timbre: Weights, prosody: Weights) -> Conditioning:
        """The conditioning that mixes base voices, [54] weights for each half of the style."""
        return Conditioning(
            engine=self.name,
            version=VERSION,
            arrays={
                "timbre": timbre.astype(np.float32),
                "prosody": prosody.astype(np.float32),
                "voices": np.array(self.voices_digest),
            },
        )

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        """Fit a blend of base voices to the clip; see `fit`. The transcript is not used.

        Raises EngineError when the clip holds no speech to fit.
        """
        from .fit import fit_voice  # imported late: torch is wanted by enrolment alone

        return fit_voice(self, clip, on_progress)

    def start(self, request: SegmentRequest, conditioning: Conditioning) -> KokoroDecoding:
        """Begin a segment. Raises Unspeakable, ConditioningInvalid, or ValueError (bad speed)."""
        if not SLOWEST <= request.speed <= FASTEST:
            raise ValueError(f"speed {request.speed} is not in {SLOWEST}-{FASTEST}")
        timbre, prosody = self._weights(conditioning)
        british = bool(prosody[_BRITISH].sum() > 0.5)
        phonemes = self._phonemiser(request.spans, british=british)
        pieces = tuple(split_phonemes(phonemes, MAX_PHONEMES))
        if not pieces:
            raise Unspeakable(f"no phonemes in {''.join(s.text for s in request.spans)[:80]!r}")
        style = np.concatenate(
            [
                np.tensordot(timbre, self._voices[..., :TIMBRE], 1),
                np.tensordot(prosody, self._voices[..., TIMBRE:], 1),
            ],
            axis=1,
        )
        return KokoroDecoding(request, pieces, style)

    def step(self, decodings: Sequence[Decoding]) -> list[Chunk]:
        """Speak the next piece of each decoding: one chunk for each that was not done."""
        chunks = []
        for decoding in decodings:
            if not isinstance(decoding, KokoroDecoding):
                raise TypeError(f"{decoding!r} was not started by this engine")
            if decoding.done:
                continue
            samples = self._speak(
                decoding.pieces[decoding.spoken], decoding.style, decoding.request.speed
            )
            decoding.spoken += 1
            decoding.done = decoding.spoken == len(decoding.pieces)
            chunks.append(Chunk(decoding, samples, final=decoding.done))
        return chunks

    def _speak(self, phonemes: str, style: NDArray[np.float32], speed: float) -> Samples:
        audio, _ = self._model.create(phonemes, style[:, None], speed, is_phonemes=True, trim=False)
        speech, _ = trim(audio, top_db=TRIM_DB)
        rest = np.zeros(round(silence_after(phonemes) / speed * SAMPLE_RATE), np.float32)
        return np.clip(np.concatenate([speech, rest]), -1, 1).astype(np.float32, copy=False)

    def _weights(self, conditioning: Conditioning) -> tuple[Weights, Weights]:
        if (conditioning.engine, conditioning.version) != (self.name, VERSION):
            raise ConditioningInvalid(
                f"made for {conditioning.engine} {conditioning.version}, not {self.name} {VERSION}"
            )
        try:
            timbre, prosody = conditioning.arrays["timbre"], conditioning.arrays["prosody"]
            voices = str(conditioning.arrays["voices"])
        except KeyError as error:
            raise ConditioningInvalid(f"the conditioning has no {error}") from error
        if voices != self.voices_digest:
            raise ConditioningInvalid("made from another file of base voices: enrol again")
        for weights in (timbre, prosody):
            if weights.shape != (len(BASE_VOICES),) or not np.isfinite(weights).all():
                raise ConditioningInvalid(f"weights of shape {weights.shape} or not finite")
        return timbre, prosody


def _get_files(problem: str) -> str:
    return f"{problem}; get the files with: manage.py models pull kokoro"
