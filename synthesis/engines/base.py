"""What every speech engine looks like to the rest of Lectern.

An engine is plain Python: it knows no Django, no tenant and no request. All state of a
request lives in the `Decoding` that the caller holds, so a voice can't leak into the next
request, and slots of several tenants can be stepped together.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from synthesis.text.inventory import Inventory, broad_inventory
from synthesis.text.span import Span

if TYPE_CHECKING:
    from speakers.encoders import Encoders

Samples = NDArray[np.float32]
"""Mono audio in [-1, 1], shape [n]."""

OnProgress = Callable[[float], None]
"""Called with the share of the work that is done, 0.0 to 1.0, never falling."""


class EngineError(Exception):
    """The engine can't do what was asked; the message is for an operator's log."""


class ModelFilesMissing(EngineError):
    """Model files are absent or broken; the message names them and the command that gets them."""


class Unspeakable(EngineError):
    """The segment holds nothing this engine can speak (no phonemes are left of it)."""


class ConditioningInvalid(EngineError):
    """The bytes are not a conditioning of this engine, or of a version it can't read."""


class OutOfRoom(EngineError):
    """Memory has run out: `decodings` have to leave, the others of that step can go on.

    Those that leave are begun again later; what was made of them is lost.
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
class SegmentRequest:
    """One segment to speak. The same request with the same conditioning gives the same audio.

    `expressiveness` is how far the melody of the voice moves around its mean: 0 flat, 1 as the
    voice is, 2 twice as lively. `mood_preset` is one of EngineSpec.mood_presets, or empty: the
    conditioning speaks as it was recorded.
    """

    spans: tuple[Span, ...]
    speed: float = 1.0
    seed: int = 0
    expressiveness: float = 1.0
    mood_preset: str = ""


@dataclass(frozen=True, slots=True)
class BaseVoice:
    """A public voice of an engine, usable by every workspace by its name."""

    name: str
    language: str
    gender: str


@dataclass(frozen=True, slots=True)
class Conditioning:
    """What an engine keeps of a person: named arrays, nothing that needs the clip again."""

    engine: str
    version: int
    arrays: Mapping[str, NDArray]

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


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an engine says a text: all its phonemes, and pinyin with tone numbers (tone sandhi and
    ü as v included) of what is said in Mandarin; empty where nothing is."""

    phonemes: str
    pinyin: str


class Decoding(Protocol):
    """The state of one segment being spoken; made by `Engine.start`, advanced by `Engine.step`."""

    request: SegmentRequest
    done: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """Audio that one step added to one decoding: `samples` [n] at the engine's sample rate."""

    decoding: Decoding
    samples: Samples
    final: bool


class Enrolling(Protocol):
    """What makes an engine's conditionings; it need not be able to speak."""

    name: str

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        """Make the conditioning of a person from a clip; deterministic. Raises EngineError."""


class Engine(Protocol):
    """A loaded engine. Construct it once a process; it keeps nothing of a request."""

    name: str
    sample_rate: int
    languages: frozenset[str]

    @property
    def max_batch(self) -> int:
        """How many segments may be made at once, as things are now."""

    def warm_up(self) -> None:
        """Run one short utterance, so that the first real one is not slow."""

    def base_conditioning(self, name: str) -> Conditioning:
        """The conditioning of a base voice. Raises KeyError for an unknown name."""

    def start(self, request: SegmentRequest, conditioning: Conditioning) -> Decoding:
        """Begin a segment. Raises Unspeakable or ConditioningInvalid."""

    def step(self, decodings: Sequence[Decoding]) -> list[Chunk]:
        """Advance all decodings by one step (at most `max_batch`); returns what was made.

        Raises OutOfRoom where some have to leave.
        """


class LoadEnrolling(Protocol):
    """Loads what enrolment needs of an engine."""

    def __call__(
        self, models: Path, engine: Callable[[], Engine], encoders: Encoders, /
    ) -> Enrolling:
        """`models` is their folder; `engine` gives this process's engine, loaded if it was not, to
        one that has to speak to enrol; `encoders` tell voices apart. Raises ModelFilesMissing."""


def _says_its_inventory(_models: Path, _language: str, _reading: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """What can be known of an engine without loading it (the web process never loads one)."""

    name: str
    sample_rate: int
    languages: frozenset[str]
    base_voices: tuple[BaseVoice, ...]
    speeds: tuple[float, float]
    """The slowest and fastest that a segment may be asked for."""
    files: tuple[str, ...]
    load: Callable[[Path], Engine]
    load_enrolling: LoadEnrolling
    mood_presets: tuple[str, ...] = ()
    """Moods that any voice can be spoken in, beside those of its own takes."""
    inventory: Callable[[], Inventory] = broad_inventory
    unsayable: Callable[[Path, str, str], tuple[str, ...]] = _says_its_inventory
    """Symbols of a reading (models folder, language, reading) that the installed files lack."""

    spelling: Callable[[Sequence[Span], BaseVoice | Conditioning | None], Spelling] | None = None
    """How a voice would say spans, told without the model; None where the model alone knows."""

    def installed(self, models: Path) -> bool:
        """True where all model files lie under `models/<name>/`."""
        return all((models / self.name / file).is_file() for file in self.files)
