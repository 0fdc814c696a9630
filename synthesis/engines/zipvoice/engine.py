"""The ZipVoice engine: clones a voice on plain CPUs, a sentence at a time.

It reads the files that k2-fsa publishes for sherpa-onnx and computes what sherpa-onnx does with
them (`tests/synthesis/engines/zipvoice/test_golden.py` holds both to the same sound), but on ONNX
Runtime itself. sherpa-onnx 2.0.1 is read thus: its graphs keep nothing between requests, but the
noise that ZipVoice starts from is drawn from one generator per thread, which each request moves on
and none can seed, so the same request never sounds the same twice, nor could a take be drawn again
with a seed of its own. It also ends the process at a broken file, and measures the prompt anew for
each sentence.

Here all state of a segment is in its decoding, noise included, and the graphs are shared by runs
that leave nothing in them. The engine needs no lock: it is stepped by one thread, and what reads
text (espeak-ng, one for the whole process) has its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthesis.text import spans
from synthesis.text.language import main_language
from synthesis.text.span import Span

from ..base import (
    Chunk,
    Conditioning,
    ConditioningInvalid,
    Decoding,
    SegmentRequest,
    Unpaced,
    Unspeakable,
)
from ..silence import Listener
from ..voice_cache import VoiceCache, fingerprint
from .conditioning import ENGINE, Voice, parts
from .config import FEATURE_SCALE, FRAME_RATE, MELS, SAMPLE_RATE
from .graphs import Graphs, speed_of_all
from .options import Options
from .phonemes import MARKS, Phonemiser
from .token_table import TokenTable

LANGUAGES = frozenset({"zh", "en"})
SLOWEST, FASTEST = 0.75, 1.5
"""Chosen without the released weights, which spread a sentence's time evenly over its tokens."""
GUIDANCE = 3.0
"""The reference's for the distilled model, which was trained with 1 to 3."""
EARLIER = 0.5
"""The reference's `t_shift`: under 1, more of the steps are near the noise."""
LONGEST_FRAMES = round(25 * FRAME_RATE)
"""Of prompt and text together, as the reference bounds them."""
LEAST_TEXT_FRAMES = round(8 * FRAME_RATE)
VOICES_BYTES = 64 << 20
"""A prompt of 8 s takes 0.3 MB."""


@dataclass(slots=True)
class Flow:
    """One piece of a sentence on its way from noise to features: all are float32 [1, frames, 100],
    `said` what the text says and `heard` the prompt's features."""

    x: NDArray[np.float32] = field(repr=False)
    said: NDArray[np.float32] = field(repr=False)
    heard: NDArray[np.float32] = field(repr=False)
    steps_done: int = 0


@dataclass(slots=True, eq=False)
class ZipVoiceDecoding:
    """One segment being spoken, in pieces that fit beside the prompt."""

    request: SegmentRequest
    pieces: tuple[tuple[int, ...], ...]
    voice: Voice = field(repr=False)
    listener: Listener = field(repr=False)
    done: bool = False
    spoken: int = 0
    """Pieces that are spoken."""
    flow: Flow | None = field(default=None, repr=False)
    """That of the next piece, once it is begun."""


class ZipVoiceEngine(Unpaced):
    """A loaded ZipVoice. Raises ModelFilesMissing, or ValueError for a bad option."""

    name = ENGINE
    sample_rate = SAMPLE_RATE
    languages = LANGUAGES
    max_batch = 1  # one sentence already uses the threads: a batch would only add delay

    def __init__(self, folder: Path, options: Options | None = None) -> None:
        self.options = options or Options.of()
        self._table = TokenTable(folder)
        self._graphs = Graphs(folder, self.options.threads)
        self._phonemiser = Phonemiser(self._table)
        self._voices = VoiceCache[Voice](VOICES_BYTES)
        even = np.linspace(0, 1, self.options.steps + 1)
        self._times = EARLIER * even / (1 + (EARLIER - 1) * even)

    @property
    def runtime(self) -> str:
        """The library and the numbers that it computes with."""
        return "onnx-int8"

    def warm_up(self) -> None:
        """Speak a word in each language to load dictionaries and allocate memory."""
        features = np.zeros((round(2 * FRAME_RATE), MELS), np.float32)
        voice = Voice(tuple(self._tokens((Span("en", "Hello."),))), features)
        tokens = self._tokens((Span("zh", "你好，"), Span("en", "hello.")))
        request = SegmentRequest(spans=())
        decoding = ZipVoiceDecoding(request, (tuple(tokens),), voice, Listener(SAMPLE_RATE))
        while not decoding.done:
            self.step([decoding])

    def base_conditioning(self, name: str) -> Conditioning:
        """Raise KeyError: ZipVoice has no base voices."""
        raise KeyError(name)

    def start(self, request: SegmentRequest, conditioning: Conditioning) -> ZipVoiceDecoding:
        """Begin a segment. Raises Unspeakable, ConditioningInvalid, or ValueError if the speed is
        out of range. It has no dial for expressiveness."""
        if not SLOWEST <= request.speed <= FASTEST:
            raise ValueError(f"speed {request.speed} is not in {SLOWEST}-{FASTEST}")
        voice = self._voice(conditioning)
        tokens = self._tokens(request.spans)
        if not tokens:
            text = "".join(span.text for span in request.spans)
            raise Unspeakable(f"no phonemes in {text[:80]!r}")
        each = len(voice.features) / len(voice.tokens) / request.speed
        room = max(LEAST_TEXT_FRAMES, LONGEST_FRAMES - len(voice.features))
        pieces = in_pieces(tokens, max(1, int(room / each)), self._stops)
        return ZipVoiceDecoding(request, pieces, voice, Listener(SAMPLE_RATE, request.speed))

    def step(self, decodings: Sequence[Decoding]) -> list[Chunk]:
        """Bring the next piece of each unfinished segment one step on; those that are solved by it
        give their sound."""
        chunks = []
        for decoding in decodings:
            if not isinstance(decoding, ZipVoiceDecoding):
                raise TypeError(f"{decoding!r} was not started by this engine")
            if not decoding.done and (chunk := self._step(decoding)) is not None:
                chunks.append(chunk)
        return chunks

    def _step(self, one: ZipVoiceDecoding) -> Chunk | None:
        flow = one.flow = one.flow or self._begin(one)
        now, then = self._times[flow.steps_done : flow.steps_done + 2]
        velocity = self._graphs.velocity(now, flow.x, flow.said, flow.heard, GUIDANCE)
        flow.x = flow.x + velocity * np.float32(then - now)
        flow.steps_done += 1
        if flow.steps_done < self.options.steps:
            return None
        one.flow = None
        one.spoken += 1
        one.done = one.spoken == len(one.pieces)
        mel = flow.x[0, len(one.voice.features) :] / FEATURE_SCALE
        samples = self._graphs.sound(mel) * np.float32(one.voice.gain)
        if complaint := one.listener.complaint(samples, final=one.done):
            one.done = True
            return Chunk(one, np.zeros(0, np.float32), final=True, failure=complaint)
        return Chunk(one, samples, final=one.done)

    def _begin(self, one: ZipVoiceDecoding) -> Flow:
        voice, tokens = one.voice, one.pieces[one.spoken]
        prompt = len(voice.features)
        speed = speed_of_all(
            prompt_frames=prompt,
            prompt_tokens=len(voice.tokens),
            tokens=len(tokens),
            speed=one.request.speed,
        )
        said = self._graphs.text_condition(tokens, voice.tokens, prompt, speed)
        random = np.random.default_rng([one.request.seed, one.spoken])
        noise = random.standard_normal(said.shape, np.float32)
        heard = np.zeros_like(said)
        heard[0, :prompt] = voice.features
        return Flow(noise, said, heard)

    def _voice(self, conditioning: Conditioning) -> Voice:
        key = fingerprint(conditioning)
        voice = self._voices.get(key)
        if voice is None:
            words, mel, gain = parts(conditioning)
            tokens = self._tokens(spans(words, language=main_language(words)))
            if not tokens:
                raise ConditioningInvalid("there is nothing to say in the words of the clip")
            voice = Voice(tuple(tokens), mel * np.float32(FEATURE_SCALE), gain)
            self._voices.put(key, voice)
        return voice

    def _tokens(self, spoken: Sequence[Span]) -> list[int]:
        return self._table.numbers(self._phonemiser(spoken))

    @property
    def _stops(self) -> frozenset[int]:
        return frozenset(self._table.numbers(MARKS))


def in_pieces(
    tokens: Sequence[int], most: int, stops: frozenset[int]
) -> tuple[tuple[int, ...], ...]:
    """The tokens in as few pieces of at most `most` as end at a stop, where there is one."""
    pieces: list[tuple[int, ...]] = []
    begin = 0
    while len(tokens) - begin > most:
        ends = [at + 1 for at in range(begin, begin + most) if tokens[at] in stops]
        end = ends[-1] if ends else begin + most
        pieces.append(tuple(tokens[begin:end]))
        begin = end
    if begin < len(tokens):
        pieces.append(tuple(tokens[begin:]))
    return tuple(pieces)
