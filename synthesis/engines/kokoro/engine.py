"""Kokoro-82M (StyleTTS 2 with an ISTFTNet decoder), int8, on ONNX Runtime through kokoro-onnx."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime
import soxr
from kokoro_onnx.chunker import split_phonemes
from kokoro_onnx.tokenizer import Tokenizer
from kokoro_onnx.trim import trim
from numpy.typing import NDArray
from scipy.signal import lfilter

from synthesis.text.span import Span

from ..base import (
    Chunk,
    Conditioning,
    Decoding,
    ModelFilesMissing,
    Samples,
    SegmentRequest,
    Unspeakable,
    WordTime,
)
from .catalogue import BASE_VOICES, LANGUAGES, MODEL_FILE, SAMPLE_RATE, VOICES_FILE
from .durations import DURATIONS, add_durations
from .melody import F0, PITCH, RANGE, add_melody
from .phonemes import Phonemiser
from .voice import KokoroVoice, Weights
from .voices_file import ROWS, STYLE
from .word_timer import Heard, WordTimer

MAX_PHONEMES = 510
SLOWEST, FASTEST = 0.5, 2.0
FLATTEST, LIVELIEST = 0.0, 2.0

# Real-time factor of ONNX Runtime on two cores for 5.5 s of English: one thread 0.60, two 0.35, two
# without spinning 0.33, with identical audio. Spinning would also take CPU from the web process.
THREADS = min(2, os.cpu_count() or 1)

LEAST_MELODY = 0.4
"""The share of the melody that is left at expressiveness 0."""

SENTENCE = slice(20, 200)
"""The usual range of a sentence's number of phonemes."""

TRIM_DB = 50
"""Edges this far below the loudest frame are silence; speech starts within 40 dB of it."""

_INDEX = {voice.name: index for index, voice in enumerate(BASE_VOICES)}
_BRITISH = np.array([voice.language == "en-gb" for voice in BASE_VOICES])


def silence_after(phonemes: str) -> float:
    """Seconds of silence to add after a piece with this ending, at normal speed.

    Trimming leaves a median of 0.08 s, so a sentence is followed by a third of a second. Within one
    call, the model's own pause is 0.17 s after a full stop and 0.16 s after a comma (medians of 6
    voices, both languages; 0.05 to 0.37 s), too short between paragraphs.
    """
    mark = phonemes.rstrip(' "”)')[-1:]
    if mark in ".!?…":
        return 0.25
    return 0.1 if mark in ",;:—" else 0.0


@dataclass(slots=True, eq=False)
class KokoroDecoding:
    """One segment being spoken, in pieces of at most 510 phonemes."""

    request: SegmentRequest
    pieces: tuple[str, ...]
    voice: KokoroVoice = field(repr=False)
    style: NDArray[np.float32] = field(repr=False)
    ringing: NDArray[np.float64] = field(repr=False)
    """The state of the voice's filter after the previous piece, [taps - 1]."""
    timer: WordTimer = field(repr=False)
    done: bool = False
    spoken: int = 0


class Utterance(NamedTuple):
    """One run of the model: `audio` [n], the `f0` curve [2 · frames] in Hz, and the `durations`
    [phonemes + 2] in frames, of the silence before, each phoneme, and the silence after."""

    audio: Samples
    f0: NDArray[np.float32]
    durations: NDArray[np.float32]


class KokoroEngine:
    """A loaded Kokoro. The constructor raises ModelFilesMissing when its files can't be read."""

    name = "kokoro"
    sample_rate = SAMPLE_RATE
    languages = LANGUAGES
    max_batch = 1  # one sentence already uses both cores: a batch would only add delay

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
                _extended(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
            )
            with np.load(folder / VOICES_FILE, allow_pickle=False) as npz:
                self._voices = np.stack([npz[voice.name] for voice in BASE_VOICES])
        except Exception as error:  # both libraries raise many kinds for broken files
            raise ModelFilesMissing(_get_files(f"{folder} has a broken file: {error}")) from error
        if self._voices.shape != (len(BASE_VOICES), ROWS, STYLE):
            raise ModelFilesMissing(_get_files(f"{folder / VOICES_FILE} has other voices"))
        self.voices_digest = hashlib.sha256(self._voices.tobytes()).hexdigest()
        self._session = session
        self._tokenizer = Tokenizer()
        self._phonemiser = Phonemiser(frozenset(self._tokenizer.vocab))

    def warm_up(self) -> None:
        """Speak one word in each language to load dictionaries and allocate memory."""
        request = SegmentRequest((Span("zh", "你好，"), Span("en", "hello.")))
        self.step([self.start(request, self.base_conditioning("zf_xiaobei"))])

    def base_conditioning(self, name: str) -> Conditioning:
        """The conditioning of a base voice. Raises KeyError for an unknown name."""
        weights = np.zeros(len(BASE_VOICES), np.float32)
        weights[_INDEX[name]] = 1
        return self.blend(weights, weights)

    def blend(self, timbre: Weights, prosody: Weights) -> Conditioning:
        """The conditioning of a mix of base voices, [54] weights for each half of the style."""
        return self.conditioning(KokoroVoice(timbre, prosody))

    def conditioning(self, voice: KokoroVoice) -> Conditioning:
        """The conditioning of any voice based on this engine's base voices."""
        return voice.conditioning(self.voices_digest)

    def mean_styles(self) -> NDArray[np.float32]:
        """The mean style of each base voice over the usual lengths of sentences, [54, 256]."""
        mean: NDArray[np.float32] = self._voices[:, SENTENCE].mean(1)
        return mean

    def start(self, request: SegmentRequest, conditioning: Conditioning) -> KokoroDecoding:
        """Begin a segment. Raises Unspeakable, ConditioningInvalid, or ValueError if speed or
        expressiveness is out of range."""
        if not SLOWEST <= request.speed <= FASTEST:
            raise ValueError(f"speed {request.speed} is not in {SLOWEST}-{FASTEST}")
        lively = request.expressiveness
        if not FLATTEST <= lively <= LIVELIEST:
            raise ValueError(f"expressiveness {lively} is not in {FLATTEST}-{LIVELIEST}")
        voice = KokoroVoice.read(conditioning, self.voices_digest)
        british = bool(voice.prosody[_BRITISH].sum() > 0.5)
        phonemes = self._phonemiser(request.spans, british=british)
        pieces = tuple(split_phonemes(phonemes, MAX_PHONEMES))
        if not pieces:
            raise Unspeakable(f"no phonemes in {''.join(s.text for s in request.spans)[:80]!r}")
        expected = [self._phonemiser(word.spans, british=british) for word in request.words]
        return KokoroDecoding(
            request,
            pieces,
            voice,
            voice.style(self._voices, lively),
            np.zeros(len(voice.taps) - 1),
            WordTimer.of(request.words, expected, pieces),
        )

    def step(self, decodings: Sequence[Decoding]) -> list[Chunk]:
        """Speak the next piece of each unfinished decoding; returns one chunk for each."""
        chunks = []
        for decoding in decodings:
            if not isinstance(decoding, KokoroDecoding):
                raise TypeError(f"{decoding!r} was not started by this engine")
            if decoding.done:
                continue
            samples, words = self._speak(decoding)
            decoding.spoken += 1
            decoding.done = decoding.spoken == len(decoding.pieces)
            chunks.append(Chunk(decoding, samples, final=decoding.done, words=words))
        return chunks

    def _speak(self, decoding: KokoroDecoding) -> tuple[Samples, tuple[WordTime, ...]]:
        voice, phonemes = decoding.voice, decoding.pieces[decoding.spoken]
        speed = decoding.request.speed
        # Resampling makes speech shorter and raises pitch and formants. Speaking slower and lower
        # by as much beforehand leaves only the change of formants.
        audio, _, durations = self.infer(
            phonemes,
            decoding.style,
            speed / voice.formants,
            voice.pitch - float(np.log2(voice.formants)),
            _melody(voice.liveliness, decoding.request.expressiveness),
        )
        if voice.formants != 1:
            audio = soxr.resample(audio, SAMPLE_RATE * voice.formants, SAMPLE_RATE)
        speech, (trimmed, _) = trim(audio, top_db=TRIM_DB)
        rest = np.zeros(round(silence_after(phonemes) / speed * SAMPLE_RATE), np.float32)
        samples = np.concatenate([speech, rest])
        if len(voice.taps) > 1:
            samples, decoding.ringing = lfilter(voice.taps, 1.0, samples, zi=decoding.ringing)
        samples = voice.colour(samples, SAMPLE_RATE)
        heard = Heard(durations / voice.formants, int(trimmed), len(speech), len(samples))
        words = decoding.timer.hear(heard)
        return np.clip(samples, -1, 1).astype(np.float32, copy=False), words

    def infer(
        self,
        phonemes: str,
        style: NDArray[np.float32],
        speed: float,
        pitch: float = 0.0,
        pitch_range: float = 1.0,
    ) -> Utterance:
        """Run the model on at most 510 phonemes with styles [510, 256].

        `pitch` is in octaves, `pitch_range` a factor on log F0; see `melody` for both and for F0.
        """
        tokens = self._tokenizer.tokenize(phonemes)
        outputs = self._session.run(
            ["audio", F0, DURATIONS],
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": style[[min(len(tokens), ROWS) - 1]],
                "speed": np.array([speed], np.float32),
                PITCH: np.array([pitch], np.float32),
                RANGE: np.array([pitch_range], np.float32),
            },
        )
        return Utterance(*(output.reshape(-1) for output in outputs))


def _extended(model: Path) -> bytes:
    """The ONNX file with the inputs and outputs of `melody` and `durations`."""
    proto = onnx.load(str(model))
    add_melody(proto.graph)
    add_durations(proto.graph)
    result: bytes = proto.SerializeToString()
    return result


def _melody(liveliness: float, expressiveness: float) -> float:
    """The factor on the melody: even flat speech keeps enough of it for Mandarin's tones."""
    return liveliness * (LEAST_MELODY + (1 - LEAST_MELODY) * expressiveness)


def _get_files(problem: str) -> str:
    return f"{problem}; get the files with: manage.py models pull kokoro"
