"""Kokoro-82M (StyleTTS 2 with an ISTFTNet decoder), with kokoro-onnx's model file and tokens."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
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
    EngineError,
    ModelFilesMissing,
    Samples,
    SegmentRequest,
    Unpaced,
    Unspeakable,
    WordTime,
)
from .catalogue import BASE_VOICES, LANGUAGES, MODEL_FILE, SAMPLE_RATE, VOICES_FILE
from .first_part import MARGIN, Part, joined, place_to_cut
from .graph.durations import HOP
from .levels import base_gains
from .moods import AS_RECORDED, MOODS, Mood
from .phonemes import Phonemiser
from .runtimes.choice import load_runtime
from .runtimes.port import Plan, Runtime, Score
from .voice import KokoroVoice, Weights
from .voices_file import ROWS, STYLE
from .word_timer import Heard, WordTimer

MAX_PHONEMES = 510
SLOWEST, FASTEST = 0.5, 2.0
FLATTEST, LIVELIEST = 0.0, 2.0

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
    mood: Mood
    style: NDArray[np.float32] = field(repr=False)
    ringing: NDArray[np.float64] = field(repr=False)
    """The state of the voice's filter after the previous piece, [taps - 1]."""
    timer: WordTimer = field(repr=False)
    done: bool = False
    spoken: int = 0
    """Pieces of which the first part, at least, was spoken."""
    rest: Part | None = field(default=None, repr=False)
    """What remains of the last of these."""
    seam: Samples = field(default_factory=lambda: np.zeros(0, np.float32), repr=False)
    """The end of the previous part, into which the rest is faded."""


class KokoroEngine(Unpaced):
    """A loaded Kokoro, by default with the runtime that is fastest on this machine.

    The constructor raises ModelFilesMissing when its files can't be read.
    """

    name = "kokoro"
    sample_rate = SAMPLE_RATE
    languages = LANGUAGES
    max_batch = 1  # one sentence already uses both cores: a batch would only add delay

    def __init__(self, folder: Path, runtime: Runtime | None = None) -> None:
        for file in (MODEL_FILE, VOICES_FILE):
            if not (folder / file).is_file():
                raise ModelFilesMissing(_get_files(f"{folder / file} is missing"))
        try:
            with np.load(folder / VOICES_FILE, allow_pickle=False) as npz:
                self._voices = np.stack([npz[voice.name] for voice in BASE_VOICES])
            self._runtime = runtime or load_runtime(folder)
        except EngineError:
            raise
        except Exception as error:  # the libraries raise many kinds for broken files
            raise ModelFilesMissing(_get_files(f"{folder} has a broken file: {error}")) from error
        if self._voices.shape != (len(BASE_VOICES), ROWS, STYLE):
            raise ModelFilesMissing(_get_files(f"{folder / VOICES_FILE} has other voices"))
        self.voices_digest = hashlib.sha256(self._voices.tobytes()).hexdigest()
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
        if request.mood_preset not in {"", *MOODS}:
            raise ValueError(f"mood {request.mood_preset!r} is none of {', '.join(MOODS)}")
        mood = MOODS.get(request.mood_preset, AS_RECORDED)
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
            mood,
            voice.style(self._voices, lively * mood.prosody),
            np.zeros(len(voice.taps) - 1),
            WordTimer.of(request.words, expected, pieces),
        )

    def step(self, decodings: Sequence[Decoding]) -> list[Chunk]:
        """Speak the next part of each unfinished decoding; returns one chunk for each."""
        chunks = []
        for decoding in decodings:
            if not isinstance(decoding, KokoroDecoding):
                raise TypeError(f"{decoding!r} was not started by this engine")
            if decoding.done:
                continue
            samples, words = self._speak(decoding)
            decoding.done = decoding.rest is None and decoding.spoken == len(decoding.pieces)
            chunks.append(Chunk(decoding, samples, final=decoding.done, words=words))
        return chunks

    def _speak(self, decoding: KokoroDecoding) -> tuple[Samples, tuple[WordTime, ...]]:
        """The sound of the next part, and the times of the words that end in it."""
        part = decoding.rest or self._next_part(decoding)
        decoding.rest = None if part.ends else decoding.rest
        voice = decoding.voice
        start = max(0, part.start - MARGIN)
        audio = self._runtime.render(part.plan, start, min(part.plan.frames, part.stop + MARGIN))
        if voice.formants != 1:
            audio = soxr.resample(audio, SAMPLE_RATE * voice.formants, SAMPLE_RATE)
        _, (first, last) = trim(audio, top_db=TRIM_DB)
        trimmed = int(first) if part.begins else 0
        speech = audio[trimmed : int(last) if part.ends else None]
        samples = np.concatenate([speech, np.zeros(round(part.silence * SAMPLE_RATE), np.float32)])
        if len(voice.taps) > 1:
            ringing = decoding.ringing if part.begins else np.zeros_like(decoding.ringing)
            samples, decoding.ringing = lfilter(voice.taps, 1.0, samples, zi=ringing)
        samples = voice.colour(samples, SAMPLE_RATE)
        # The edges of the part within these samples.
        begin, end = (
            round((frame - start) * HOP / voice.formants) - trimmed
            for frame in (part.start, part.stop)
        )
        begin, spoken = 0 if part.begins else begin, len(speech) if part.ends else end
        end = len(samples) if part.ends else end
        heard = Heard(part.durations / voice.formants, trimmed, spoken - begin, end - begin)
        words = decoding.timer.hear(heard)
        samples, decoding.seam = joined(samples, begin, end, decoding.seam)
        gain = voice.gain_of(base_gains()) + decoding.mood.gain
        return samples * np.float32(10 ** (gain / 20)), words

    def _next_part(self, decoding: KokoroDecoding) -> Part:
        """The next piece, or the beginning of the first one where somebody waits for it."""
        voice, request, mood = decoding.voice, decoding.request, decoding.mood
        speed = request.speed * mood.speed
        phonemes = decoding.pieces[decoding.spoken]
        # Resampling makes speech shorter and raises pitch and formants. Speaking slower and lower
        # by as much beforehand leaves only the change of formants.
        plan = self.plan(
            phonemes,
            decoding.style,
            speed / voice.formants,
            voice.pitch + mood.pitch - float(np.log2(voice.formants)),
            _melody(voice.liveliness, request.expressiveness) * mood.range,
        )
        silence = silence_after(phonemes) / speed
        part = Part(plan, 0, plan.frames, plan.durations, silence)
        early = request.early and decoding.spoken == 0
        cut = place_to_cut(phonemes, plan.durations) if early else None
        decoding.spoken += 1
        if cut is None:
            return part
        decoding.timer.cut(cut.phoneme)
        part, decoding.rest = part.cut(cut)
        return part

    def plan(
        self,
        phonemes: str,
        style: NDArray[np.float32],
        speed: float,
        pitch: float = 0.0,
        pitch_range: float = 1.0,
    ) -> Plan:
        """Plan at most 510 phonemes with styles [510, 256].

        `pitch` is in octaves, `pitch_range` a factor on log F0; see `melody` for both and for F0.
        """
        tokens = self._tokenizer.tokenize(phonemes)
        return self._runtime.plan(
            Score(
                np.array([[0, *tokens, 0]], np.int64),
                style[[min(len(tokens), ROWS) - 1]],
                np.array([speed], np.float32),
                np.array([pitch], np.float32),
                np.array([pitch_range], np.float32),
            )
        )

    @property
    def runtime(self) -> str:
        """What runs the network: see `runtimes`."""
        return self._runtime.name


def _melody(liveliness: float, expressiveness: float) -> float:
    """The factor on the melody: even flat speech keeps enough of it for Mandarin's tones."""
    return liveliness * (LEAST_MELODY + (1 - LEAST_MELODY) * expressiveness)


def _get_files(problem: str) -> str:
    return f"{problem}; get the files with: manage.py models pull kokoro"
