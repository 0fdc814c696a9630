"""The interface of a speech engine.

An engine is plain Python that knows nothing of Django, tenants or requests. All state of a
request is in the `Decoding` that the caller holds, so a voice can't leak into the next
request, and segments of several tenants can be stepped together.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from synthesis.text.inventory import Inventory, broad_inventory
from synthesis.text.span import Span
from synthesis.text.words import Word

if TYPE_CHECKING:
    from speakers.encoders import Encoders

Samples = NDArray[np.float32]
"""Mono audio in [-1, 1], shape [n]."""

OnProgress = Callable[[float], None]
"""Called with the share of the work done, 0.0 to 1.0, never decreasing."""


class EngineError(Exception):
    """The engine failed; the message is for the operator's log."""


class ModelFilesMissing(EngineError):
    """Model files are missing or broken; the message names them and the command that gets them."""


class Unspeakable(EngineError):
    """The segment has nothing this engine can speak (it gives no phonemes)."""


class ConditioningInvalid(EngineError):
    """Not a conditioning of this engine, or one of a version that it can't read."""


class OutOfRoom(EngineError):
    """Memory ran out: `decodings` are evicted, the others of that step can go on.

    Evicted segments start again later; their audio so far is lost.
    """

    def __init__(self, decodings: tuple[Decoding, ...]) -> None:
        super().__init__(f"no memory for {len(decodings)} of the segments")
        self.decodings = decodings


@dataclass(frozen=True, slots=True)
class Clip:
    """A reference recording: mono float32 `samples` [n] at `sample_rate` Hz."""

    samples: Samples
    sample_rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.sample_rate


@dataclass(frozen=True, slots=True)
class Before:
    """A sentence that was spoken before, and what the engine `kept` of it (Chunk.kept)."""

    spans: tuple[Span, ...]
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SegmentRequest:
    """One segment to speak. The same request with the same conditioning gives the same audio.

    `expressiveness` scales how far the pitch moves around its mean: 0 flat, 1 as recorded, 2 twice
    as lively. `mood_preset` is one of EngineSpec.mood_presets, or empty to speak as recorded.
    `words` are the written words whose times are wanted; they don't change the audio. `early` says
    that somebody waits for the beginning: an engine that speaks sentences as a whole may cut the
    first one, at the cost of a small difference in sound. `whole` says that nobody listens while it
    is made: an engine that speaks in blocks may take all of it into account instead. `before` are
    the sentences that it goes on from, in order, for an engine that `continues`.
    """

    spans: tuple[Span, ...]
    speed: float = 1.0
    seed: int = 0
    expressiveness: float = 1.0
    mood_preset: str = ""
    words: tuple[Word, ...] = ()
    early: bool = False
    whole: bool = False
    before: tuple[Before, ...] = ()


@dataclass(frozen=True, slots=True)
class BaseVoice:
    """A public voice of an engine, usable by every workspace by its name."""

    name: str
    language: str
    gender: str


@dataclass(frozen=True, slots=True)
class Conditioning:
    """A person's voice for one engine, as named arrays; the clip is not needed again."""

    engine: str
    version: int
    arrays: Mapping[str, NDArray[Any]]

    def dump(self) -> bytes:
        """Serialise to bytes (npz, no pickle); the caller encrypts them."""
        out = io.BytesIO()
        named: dict[str, Any] = {
            "__engine__": np.array(self.engine),
            "__version__": np.array(self.version),
            **self.arrays,
        }
        np.savez(out, **named)
        return out.getvalue()

    @classmethod
    def load(cls, data: bytes) -> Conditioning:
        """Read what `dump` wrote. Raises ConditioningInvalid on anything else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as npz:
                arrays = {name: npz[name] for name in npz.files}
            engine = str(arrays.pop("__engine__"))
            version = int(arrays.pop("__version__"))
        except Exception as error:  # numpy raises many kinds for broken archives
            raise ConditioningInvalid(f"not a conditioning: {error}") from error
        return cls(engine=engine, version=version, arrays=arrays)

    def arrays_for(
        self, engine: str, version: int, names: Iterable[str]
    ) -> Mapping[str, NDArray[Any]]:
        """Its arrays, for an engine that reads this version and needs arrays of these names.
        Raises ConditioningInvalid."""
        if (self.engine, self.version) != (engine, version):
            raise ConditioningInvalid(
                f"made for {self.engine} {self.version}, not {engine} {version}: enrol again"
            )
        if missing := set(names) - set(self.arrays):
            raise ConditioningInvalid(f"the conditioning has no {', '.join(sorted(missing))}")
        return self.arrays


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an engine pronounces a text: all its phonemes, and the pinyin of its Mandarin parts
    (tone numbers after sandhi, ü as v; empty without Mandarin)."""

    phonemes: str
    pinyin: str


class Decoding(Protocol):
    """The state of one segment being spoken; created by `Engine.start`, advanced by `step`."""

    request: SegmentRequest
    done: bool


@dataclass(frozen=True, slots=True)
class WordTime:
    """When a word is spoken: the characters from `start_char` to `end_char` of the segment's text
    as written (in code points) are heard from `start_ms` to `end_ms` of the segment's audio."""

    start_char: int
    end_char: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """The audio that one step added to one decoding: `samples` [n] at the engine's rate, in which
    peaks may exceed 1: whoever plays or keeps them limits them (engines.limiter).

    `words` are the times of those words of the request that end in this chunk, in order. An engine
    gives the times of all words that it speaks, or, where it doesn't know them, of none.

    `failure` says, in a word, why the whole take is no good, as far as an engine that draws its
    takes can tell: what it gave so far is to be thrown away, and another seed may do better. Such
    a chunk is final.

    `kept`, of a final chunk of an engine that `continues`, are numbers that say how the sentence
    was spoken, for those after it (Before).
    """

    decoding: Decoding
    samples: Samples
    final: bool
    words: tuple[WordTime, ...] = ()
    failure: str = ""
    kept: tuple[int, ...] = ()


class Enrolling(Protocol):
    """What makes an engine's conditionings; it need not be able to speak."""

    name: str

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        """Make a person's conditioning from a clip; deterministic. Raises EngineError."""


class Engine(Protocol):
    """A loaded engine. Construct one per process; it keeps no state of a request."""

    name: str
    sample_rate: int
    languages: frozenset[str]

    @property
    def runtime(self) -> str:
        """What runs its network on this machine, in one word, for operators."""

    paces: bool
    """Whether a listener may have to wait, so that those who hear already hear no gap."""

    @property
    def max_batch(self) -> int:
        """How many segments may be decoded at once; may change while running."""

    def may_listen(self, decodings: Sequence[Decoding]) -> bool:
        """Whether one more listener can be served without a gap beside these segments, as fast as
        the machine lately was. True where nobody listens: waiting would not help."""

    def slots_by_bucket(self, decodings: Sequence[Decoding]) -> Mapping[str, int]:
        """How many of these segments are in each kind of slot; every kind is named."""

    def stage_seconds(self) -> Mapping[str, float]:
        """For how many seconds each stage of the engine has worked since it was loaded."""

    def warm_up(self) -> None:
        """Speak a short utterance, so that the first real one is not slow."""

    def base_conditioning(self, name: str) -> Conditioning:
        """The conditioning of a base voice. Raises KeyError for an unknown name."""

    def start(self, request: SegmentRequest, conditioning: Conditioning) -> Decoding:
        """Begin a segment. Raises Unspeakable or ConditioningInvalid."""

    def step(self, decodings: Sequence[Decoding]) -> list[Chunk]:
        """Advance at most `max_batch` decodings by one step; returns the new audio.

        Raises OutOfRoom when some must be evicted.
        """


class Unpaced:
    """What an engine says of its load that serves each listener as fast as it can, in one go."""

    paces = False

    def may_listen(self, decodings: Sequence[Decoding]) -> bool:
        return True

    def slots_by_bucket(self, decodings: Sequence[Decoding]) -> Mapping[str, int]:
        return {"any": len(decodings)}

    def stage_seconds(self) -> Mapping[str, float]:
        return {}


class LoadEnrolling(Protocol):
    """Loads the parts of an engine that enrolment needs."""

    def __call__(
        self, models: Path, engine: Callable[[], Engine], encoders: Encoders, /
    ) -> Enrolling:
        """`models` is the models folder. `engine` returns this process's engine, loading it if
        necessary, for an engine that has to speak in order to enrol. `encoders` are the speaker
        encoders. Raises ModelFilesMissing."""


def _nothing_unsayable(_models: Path, _language: str, _reading: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """What is known about an engine without loading it (the web process never loads one)."""

    name: str
    sample_rate: int
    languages: frozenset[str]
    base_voices: tuple[BaseVoice, ...]
    speeds: tuple[float, float]
    """The slowest and fastest speed of a segment."""
    files: tuple[str, ...]
    load: Callable[[Path], Engine]
    load_enrolling: LoadEnrolling
    version: str = "1"
    """Changes whenever the same request would sound different: sounds made before are made anew."""
    continues: bool = False
    """A sentence can be spoken as the continuation of those before it (SegmentRequest.before)."""
    draws: bool = False
    """Chance has a part in the sound: another seed says the same text differently."""
    clones: bool = False
    """Its own voices are the person's, as far as it hears them. Without, they are likenesses: the
    nearest that it comes by mixing and bending its base voices."""
    mood_presets: tuple[str, ...] = ()
    """Moods available for any voice, besides those of its own takes."""
    inventory: Callable[[], Inventory] = broad_inventory
    unsayable: Callable[[Path, str, str], tuple[str, ...]] = _nothing_unsayable
    """(models folder, language, reading) → symbols of the reading that the installed files lack."""

    spelling: Callable[[Sequence[Span], BaseVoice | Conditioning | None], Spelling] | None = None
    """Predicts a voice's pronunciation without the model; None if only the model determines it."""

    def installed(self, models: Path) -> bool:
        """True when all model files are under `models/<name>/`."""
        return all((models / self.name / file).is_file() for file in self.files)
