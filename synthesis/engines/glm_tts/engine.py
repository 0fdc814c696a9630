"""The GLM-TTS engine: decodes segments of several tenants together and streams their audio."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..base import (
    Chunk,
    Conditioning,
    Decoding,
    OutOfRoom,
    SegmentRequest,
    Unspeakable,
)
from . import memory
from .acoustic.flow import Flow
from .acoustic.vocoder import Vocoder
from .cache import Row
from .checkpoint import Checkpoint
from .conditioning import ENGINE, Voice, VoiceCache, fingerprint, voice_of
from .config import SAMPLE_RATE
from .frontend import prompt_tokens, text_tokens
from .int8 import quantise
from .language_model import LanguageModel, bounds, sequence
from .options import Options, Weights
from .sampling import Draws, Sampling, draw
from .stream import BLOCKS, Speech
from .tokenizer import TextTokenizer

log = logging.getLogger(__name__)

LANGUAGES = frozenset({"zh", "en"})
SLOWEST, FASTEST = 0.5, 2.0
FLATTEST, LIVELIEST = 0.0, 2.0

FLOWS = 4
"""The most segments whose flow is solved as one batch."""
JOINING = 4
"""The most prompts that are read in one step, while segments already speaking wait."""
VOICES_BYTES = 64 << 20
"""A voice of 10 s takes 0.16 MB."""


@dataclass(slots=True, eq=False)
class GlmDecoding:
    """One segment being spoken. `row` is its place in the key-value cache, while it has one."""

    request: SegmentRequest
    prompt: list[int] = field(repr=False)
    least: int
    most: int
    draws: Draws = field(repr=False)
    speech: Speech = field(repr=False)
    row: Row | None = field(default=None, repr=False)
    done: bool = False


class GlmTtsEngine:
    """A loaded GLM-TTS. Raises ModelFilesMissing, or ValueError for a bad option."""

    name = ENGINE
    sample_rate = SAMPLE_RATE
    languages = LANGUAGES

    def __init__(self, folder: Path, options: Options | None = None) -> None:
        self.options = options or Options.of()
        device = self.options.device
        if device.type == "cuda":
            # Keep convolutions in full float32: cuDNN would round to TF32's ten bits.
            torch.backends.cudnn.allow_tf32 = False
        self._checkpoint = Checkpoint(folder)
        budget = self.options.memory or memory.free(device)
        self._text: TextTokenizer = self._checkpoint.tokenizer()
        self._codebook = self._checkpoint.codebook()
        self._model = self._language_model()
        self._flow: Flow = self._checkpoint.flow(device)
        self._vocoder: Vocoder = self._checkpoint.vocoder(device)
        self._voices = VoiceCache(VOICES_BYTES)
        loaded = memory.weights([self._model.llama, self._flow, self._vocoder])
        self._room = memory.Room(memory.slots(budget, loaded=loaded, shape=self._model.shape))
        log.info(
            "glm_tts on %s: %.1f GB of weights, %s slots", device, loaded / 1e9, self.max_batch
        )

    @property
    def max_batch(self) -> int:
        """The slots that the budget allows; fewer for a while after memory ran out."""
        return self._room.slots

    def _language_model(self) -> LanguageModel:
        model = self._checkpoint.language_model(self.options.device, self.options.weights.dtype)
        if self.options.weights is Weights.INT8:
            quantise(model.llama.model)
        return model

    def warm_up(self) -> None:
        """Speak an utterance for each size of block; only the first on a CPU, which is slow."""
        voice = Voice(
            prompt_text="",
            speech_tokens=torch.zeros(75, dtype=torch.long, device=self.options.device),
            mel=torch.zeros(150, 80, device=self.options.device),
            speaker=torch.ones(192, device=self.options.device),
        )
        sizes = BLOCKS if self.options.device.type == "cuda" else BLOCKS[:1]
        for count in range(1, len(sizes) + 1):
            tokens = sum(sizes[:count])
            words = SegmentRequest(spans=())
            decoding = self._decoding(words, voice, text=self._text.encode("你好，hello."))
            decoding.least = decoding.most = tokens
            while not decoding.done:
                self.step([decoding])

    def base_conditioning(self, name: str) -> Conditioning:
        """Raise KeyError: GLM-TTS has no base voices."""
        raise KeyError(name)

    def start(self, request: SegmentRequest, conditioning: Conditioning) -> GlmDecoding:
        """Begin a segment. Raises Unspeakable, ConditioningInvalid, or ValueError if speed or
        expressiveness is out of range."""
        if not SLOWEST <= request.speed <= FASTEST:
            raise ValueError(f"speed {request.speed} is not in {SLOWEST}-{FASTEST}")
        if not FLATTEST <= request.expressiveness <= LIVELIEST:
            raise ValueError(f"expressiveness {request.expressiveness} is not in 0-2")
        text = text_tokens(request.spans, self._text)
        return self._decoding(request, self._voice(conditioning), text)

    def _decoding(self, request: SegmentRequest, voice: Voice, text: list[int]) -> GlmDecoding:
        prompt_text = prompt_tokens(voice.prompt_text, self._text)
        prompt_speech = voice.speech_tokens.tolist() if prompt_text else []
        prompt = sequence(prompt_text, text, prompt_speech, self._model.ids)
        least, most = bounds(len(text))
        if len(prompt) + least > memory.SLOT_POSITIONS:
            raise Unspeakable(f"{len(text)} text tokens are too many for one segment")
        # One seed gives three random streams: for sampling, the flow's noise and the vocoder's.
        seeds = np.random.SeedSequence(request.seed).spawn(3)
        random = [np.random.Generator(np.random.PCG64(seed)) for seed in seeds]
        return GlmDecoding(
            request=request,
            prompt=prompt,
            least=least,
            most=min(most, memory.SLOT_POSITIONS - len(prompt)),
            draws=Draws(lively(self.options.sampling, request.expressiveness), random[0]),
            speech=Speech.begin(
                voice, speed=request.speed, random=random[1:], whole=self.options.whole
            ),
        )

    def _voice(self, conditioning: Conditioning) -> Voice:
        key = fingerprint(conditioning)
        voice = self._voices.get(key)
        if voice is None:
            voice = voice_of(
                conditioning,
                codebook=self._codebook,
                speech_tokens=self._model.ids.count,
                device=self.options.device,
            )
            self._voices.put(key, voice)
        return voice

    def step(self, decodings: Sequence[Decoding]) -> list[Chunk]:
        """Add one token to each segment in one pass; render those whose block is full.

        Raises OutOfRoom with the segments to evict when memory runs out; the others can go on.
        """
        mine = [_own(decoding) for decoding in decodings if not decoding.done]
        try:
            self._speak([one for one in mine if not one.speech.due])
        except RuntimeError as error:
            raise self._out_of_room(error, mine) from error
        chunks: list[Chunk] = []
        for group in _groups([one for one in mine if one.speech.due]):
            try:
                chunks += self._render(group)
            except RuntimeError as error:
                if not chunks or not _is_out_of_memory(error):
                    raise self._out_of_room(error, mine) from error
                return chunks  # Keep this audio; the other segments are still due at the next step.
        self._room.went_well()
        return chunks

    def _speak(self, decodings: list[GlmDecoding]) -> None:
        """Add one token to each segment. If it raises, nothing has changed."""
        begun = [one for one in decodings if one.row is not None]
        new = [one for one in decodings if one.row is None][:JOINING]
        hidden: list[Tensor] = []
        if begun:
            rows = [one.row for one in begun if one.row is not None]
            tokens = [self._model.ids.audio + one.speech.tokens[-1] for one in begun]
            hidden.append(self._model.append(rows, tokens))
        read = [self._model.begin(one.prompt) for one in new]
        hidden += [state for _row, state in read]
        if not hidden:
            return
        may_end = [len(one.speech.tokens) >= one.least for one in (*begun, *new)]
        logits = self._model.speech_logits(torch.cat(hidden), may_end)
        for one, (row, _state) in zip(new, read, strict=True):
            one.row = row
        tokens = draw(logits, [one.draws for one in (*begun, *new)])
        for one, token in zip((*begun, *new), tokens, strict=True):
            one.speech.ended = token == self._model.ids.count
            if not one.speech.ended:
                one.speech.tokens.append(token)
                one.speech.ended = len(one.speech.tokens) >= one.most
            if one.speech.ended:
                one.row = None

    def _render(self, group: list[GlmDecoding]) -> list[Chunk]:
        jobs = [one.speech.job for one in group]
        wanted = [job for job in jobs if job is not None]
        solved = iter(self._flow.solve(wanted) if wanted else [])
        chunks = []
        for one, job in zip(group, jobs, strict=True):
            samples = one.speech.render(next(solved) if job else None, self._vocoder)
            one.done = one.speech.ended
            chunks.append(Chunk(one, samples, final=one.done))
        return chunks

    def _out_of_room(self, error: RuntimeError, running: list[GlmDecoding]) -> OutOfRoom:
        """Evict the half of the segments that began last, or the only one."""
        if not _is_out_of_memory(error):
            raise error
        shed = running[(len(running) + 1) // 2 :] or running
        self._room.ran_out(len(running) - len(shed))
        log.warning("out of memory with %s segments: %s slots now", len(running), self.max_batch)
        for one in shed:
            one.row = None
        if self.options.device.type == "cuda":
            torch.cuda.empty_cache()
        return OutOfRoom(tuple(shed))


def lively(sampling: Sampling, expressiveness: float) -> Sampling:
    """Scale the temperature with expressiveness: 0.6 for 0, 1 for 1 (the reference), 1.4 for 2."""
    return replace(sampling, temperature=sampling.temperature * (0.6 + 0.4 * expressiveness))


def _own(decoding: Decoding) -> GlmDecoding:
    if not isinstance(decoding, GlmDecoding):
        raise TypeError(f"{decoding!r} was not started by this engine")
    return decoding


def _groups(due: list[GlmDecoding]) -> Iterator[list[GlmDecoding]]:
    """Group segments of similar length, to keep padding small."""
    ordered = sorted(due, key=lambda one: len(one.speech.tokens) + len(one.speech.voice.mel) // 2)
    for start in range(0, len(ordered), FLOWS):
        yield ordered[start : start + FLOWS]


def _is_out_of_memory(error: RuntimeError) -> bool:
    # The CPU's allocator raises a plain RuntimeError.
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
