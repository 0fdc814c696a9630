"""The GLM-TTS engine: decodes segments of several tenants together and streams their audio."""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch

from synthesis.text.estimate import estimate_ms

from ..base import (
    Chunk,
    Conditioning,
    Decoding,
    OutOfRoom,
    SegmentRequest,
    Unspeakable,
)
from ..voice_cache import VoiceCache, fingerprint
from . import memory
from .acoustic.flow import Flow, Solved
from .acoustic.flow_queue import NOBODY_WAITS
from .acoustic.flow_stage import FlowStage
from .acoustic.vocoder import Vocoder
from .checkpoint import Checkpoint
from .conditioning import ENGINE, Voice, voice_of
from .config import SAMPLE_RATE
from .continuity import Said, remembered
from .decoder.drawing import Sampling
from .decoder.slot_decoder import Order, SlotDecoder
from .decoder.state import sampled
from .guard import Guard
from .language_model import POSITIONS, LanguageModel, bounds, sequence
from .options import Options, Weights
from .pacing import stage_times
from .pacing.admission import may_listen
from .pacing.pace import IN_HAND, ticks
from .pacing.stage_times import StageTimes
from .stream import BLOCKS, Speech
from .text.text_tokens import prompt_tokens, text_tokens
from .text.tokenizer import TextTokenizer

log = logging.getLogger(__name__)

LANGUAGES = frozenset({"zh", "en"})
SLOWEST, FASTEST = 0.5, 2.0
FLATTEST, LIVELIEST = 0.0, 2.0

TOKENS = 5
"""Tokens that a step adds to each segment: a fifth of a second. All blocks are multiples of it, so
none waits for tokens beyond its own."""
VOICES_BYTES = 64 << 20
"""A voice of 10 s takes 0.16 MB."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class GlmDecoding:
    """One segment being spoken. `slot` is its place in the decoder, while it has one."""

    request: SegmentRequest
    order: Order
    speech: Speech = field(repr=False)
    began: float
    """When it was started, in seconds of the engine's clock."""
    slot: int | None = None
    guard: Guard | None = field(default=None, repr=False)
    in_flow: bool = False
    solved: Solved | None = field(default=None, repr=False)
    """What the flow made of the last block, until the vocoder has taken it."""
    heard_from: float | None = None
    """When its first audio was returned."""
    done: bool = False

    @property
    def complaint(self) -> str:
        """What its guard says of its tokens; empty without one."""
        if self.guard is None:
            return ""
        count = len(self.speech.tokens)
        cut = self.speech.ended and count >= self.order.most
        return self.guard.complaint_about_tokens(
            self.speech.tokens, ended=self.speech.ended, cut=cut
        )


class GlmTtsEngine:
    """A loaded GLM-TTS. Raises ModelFilesMissing, or ValueError for a bad option."""

    name = ENGINE
    sample_rate = SAMPLE_RATE
    languages = LANGUAGES
    paces = True

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
        self._model: LanguageModel = self._checkpoint.language_model(
            device, self.options.weights.dtype, int8=self.options.weights is Weights.INT8
        )
        self._flow: Flow = self._checkpoint.flow(device)
        self._times = times = StageTimes(device)
        self._stage = FlowStage(
            self._flow, timed=lambda kind, rows: times.of(stage_times.FLOW, kind, rows)
        )
        self._vocoder: Vocoder = self._checkpoint.vocoder(device)
        self._clock = time.monotonic
        self._voices = VoiceCache[Voice](VOICES_BYTES)
        self.weight_bytes = self._model.nbytes + memory.weights([self._flow, self._vocoder])
        slots = memory.slots(
            budget, loaded=self.weight_bytes, shape=self._model.shape, most=self.options.slots
        )
        self._room = memory.Room(slots)
        self._decoder = SlotDecoder(self._model, slots=slots, draw=sampled(self.options.sampling))
        self._owners: dict[int, weakref.ref[GlmDecoding]] = {}
        """Whose each slot is. Weak: a segment that its caller drops gives its slot back."""
        log.info(
            "glm_tts on %s: %.1f GB of weights, %s slots",
            device,
            self.weight_bytes / 1e9,
            self.max_batch,
        )

    @property
    def runtime(self) -> str:
        """The library and its kind of device."""
        return f"torch-{self.options.device.type}"

    @property
    def max_batch(self) -> int:
        """The slots that the budget allows; fewer for a while after memory ran out."""
        return self._room.slots

    def may_listen(self, decodings: Sequence[Decoding]) -> bool:
        """Whether one more listener can be served without a gap, at the rates of this machine."""
        rates = self._times.rates()
        speeches = [_own(decoding).speech for decoding in decodings if not decoding.done]
        heard = [speech.sent / SAMPLE_RATE for speech in speeches if not speech.whole]
        return not heard or rates is None or may_listen(rates, heard)

    def slots_by_bucket(self, decodings: Sequence[Decoding]) -> Mapping[str, int]:
        """How many slots are taken, by the tokens that attention reads in them."""
        return {str(width): count for width, count in self._decoder.taken.items()}

    def stage_seconds(self) -> Mapping[str, float]:
        """Seconds of drawing tokens, of the flow and of the vocoder."""
        return self._times.seconds

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
            decoding.order = replace(decoding.order, least=tokens, most=tokens)
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
        before = [Said(text_tokens(each.spans, self._text), each.kept) for each in request.before]
        decoding = self._decoding(request, self._voice(conditioning), text, before)
        if self.options.guarded:
            expected = estimate_ms(" ".join(span.text for span in request.spans))
            decoding.guard = Guard(expected, request.speed)
        return decoding

    def _decoding(
        self,
        request: SegmentRequest,
        voice: Voice,
        text: list[int],
        before: Sequence[Said] = (),
    ) -> GlmDecoding:
        prompt_text = prompt_tokens(voice.prompt_text, self._text)
        prompt_speech = voice.speech_tokens.tolist() if prompt_text else []
        said = remembered(Said(prompt_text, prompt_speech), before, text)
        least, most = bounds(len(text))
        prompt = self._sequence(said, text)
        while len(said) > 1 and len(prompt) + most > POSITIONS:
            del said[1]
            prompt = self._sequence(said, text)
        if len(prompt) + least > POSITIONS:
            raise Unspeakable(f"{len(text)} text tokens are too many for one segment")
        return GlmDecoding(
            request=request,
            order=Order(
                prompt=prompt,
                least=least,
                most=min(most, POSITIONS - len(prompt)),
                temperature=lively(self.options.sampling, request.expressiveness).temperature,
                seed=request.seed,
            ),
            speech=Speech.begin(voice, speed=request.speed, seed=request.seed, whole=request.whole),
            began=self._clock(),
        )

    def _sequence(self, said: Sequence[Said], text: list[int]) -> list[int]:
        written = [token for each in said for token in each.text]
        spoken = [token for each in said for token in each.speech]
        return sequence(written, text, spoken, self._model.ids)

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
        """Add a few tokens to each segment, advance the flows, and return the audio they gave.

        Segments beyond `max_batch` wait for a slot. Raises OutOfRoom with the segments to evict
        when memory runs out; the others can go on.
        """
        self._times.settle()
        mine = [_own(decoding) for decoding in decodings if not decoding.done]
        speaking = [one for one in mine if not one.speech.ended]
        chunks: list[Chunk] = []
        try:
            self._speak(speaking)
            ready = filter(_is_ready, mine)
            chunks += [self._reject(one, found) for one in ready if (found := one.complaint)]
            self._solve([one for one in mine if not one.done])
            chunks.extend(chunk for one in mine if (chunk := self._rendered(one)) is not None)
        except RuntimeError as error:
            # What was rendered is kept, and what was not can be at the next step.
            if not chunks or not _is_out_of_memory(error):
                raise self._out_of_room(error, mine) from error
            return chunks
        self._room.went_well()
        return chunks

    def _speak(self, decodings: list[GlmDecoding]) -> None:
        """Add tokens to each segment that has a slot. If it raises, it can be called again."""
        for slot in [slot for slot, owner in self._owners.items() if owner() is None]:
            self._vacate(slot)
        for one in decodings:
            if one.slot is None and self._decoder.free:
                one.slot = self._decoder.admit(one.order)
                self._owners[one.slot] = weakref.ref(one)
        speaking = {one.slot: one for one in decodings if one.slot is not None}
        with self._times.of(stage_times.TOKENS, "token", pieces=TOKENS) as work:
            self._decoder.step(TOKENS, speaking.keys())
            found = self._decoder.read()
            if not found:
                work.pieces = 0  # prompts were read, and nothing was drawn
        for slot, spoken in found.items():
            one = speaking[slot]
            one.speech.tokens += spoken.tokens
            if spoken.ended:
                one.speech.ended = True
                self._leave(one)

    def _solve(self, decodings: list[GlmDecoding]) -> None:
        """Hand full blocks to the flow, and let it tick. If it raises, it can be called again."""
        for key in [key for key in self._stage.queue.entries if _owner(key) is None]:
            self._stage.drop(key)
        for one in filter(_is_ready, decodings):
            job = one.speech.job
            if job is not None:
                self._stage.submit(weakref.ref(one), job, self._deadline(one))
                one.in_flow = True
        # More tokens for a segment that is in the flow would only keep its listener waiting.
        beside_tokens = any(not (one.in_flow or one.speech.ended) for one in decodings)
        queue, made = self._stage.queue, 0
        # Asked anew for each: once the urgent ones are solved, the others must not stop the tokens.
        while made < ticks(
            queue.first_deadline - self._clock(), len(queue), beside_tokens=beside_tokens
        ):
            made += 1
            for key, solved in self._stage.tick():
                if (owner := _owner(key)) is not None:
                    owner.in_flow, owner.solved = False, solved

    def _deadline(self, one: GlmDecoding) -> float:
        """When its listener has heard all that was returned; a job's first audio is always late."""
        if one.speech.whole:
            return NOBODY_WAITS
        if one.heard_from is None:
            return one.began if one.request.early else one.began + IN_HAND
        return one.heard_from + one.speech.sent / SAMPLE_RATE

    def _rendered(self, one: GlmDecoding) -> Chunk | None:
        """The audio of a block that the flow has solved, or the rest of one without new tokens."""
        speech = one.speech
        if one.done or (one.solved is None and (not _is_ready(one) or speech.job)):
            return None
        with self._times.of(stage_times.VOCODER, "block"):
            samples = speech.render(one.solved, self._vocoder.go_on)
        one.solved = None
        one.done = speech.finished
        if one.heard_from is None and len(samples):
            one.heard_from = self._clock()
        if one.guard and (found := one.guard.complaint_about_sound(samples, final=one.done)):
            return self._reject(one, found)
        kept = tuple(speech.tokens) if one.done else ()
        return Chunk(one, samples, final=one.done, kept=kept)

    def _leave(self, one: GlmDecoding) -> None:
        if one.slot is not None:
            self._vacate(one.slot)
            one.slot = None

    def _vacate(self, slot: int) -> None:
        del self._owners[slot]
        self._decoder.evict(slot)

    def _reject(self, one: GlmDecoding, complaint: str) -> Chunk:
        """End a take that is no good."""
        one.done = True
        self._leave(one)
        self._stage.drop(weakref.ref(one))
        return Chunk(one, np.zeros(0, np.float32), final=True, failure=complaint)

    def _out_of_room(self, error: RuntimeError, running: list[GlmDecoding]) -> OutOfRoom:
        """Evict the half of the segments that began last, or the only one."""
        if not _is_out_of_memory(error):
            raise error
        shed = running[(len(running) + 1) // 2 :] or running
        self._room.ran_out(len(running) - len(shed))
        log.warning("out of memory with %s segments: %s slots now", len(running), self.max_batch)
        for one in shed:
            self._leave(one)
            self._stage.drop(weakref.ref(one))
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


def _is_ready(one: GlmDecoding) -> bool:
    """Whether it has tokens, or an end, of which nothing was made yet."""
    return one.speech.due and not one.in_flow and not one.solved


def _owner(key: Hashable) -> GlmDecoding | None:
    """The segment that a flow belongs to; None if its caller has dropped it."""
    if not isinstance(key, weakref.ref):
        raise TypeError(f"{key!r} is no reference to a segment")
    owner: GlmDecoding | None = key()
    return owner


def _is_out_of_memory(error: RuntimeError) -> bool:
    # The CPU's allocator raises a plain RuntimeError.
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
