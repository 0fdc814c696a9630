"""A person's voice, as near as Kokoro's voices come to it.

A voice is a point of the space that `voice_space` models: away from the base voices along the
directions of the style, with another pitch and other formants. What is looked for is the point
that is most like the clip to both speaker encoders and near the voices that Kokoro knows, for far
away it is not understood. First on the model; then by ear: a candidate speaks, what is heard
corrects the model, and the next is looked for. The spectrum needs no search: a filter gives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear
from scipy.signal import lfilter

from ..base import Clip, Conditioning, OnProgress, Samples, SegmentRequest, Span
from .catalogue import BASE_VOICES
from .equaliser import filter_taps
from .search import Aim, Search
from .speaker import Heard, Listener
from .voice import TIMBRE, KokoroVoice, Weights
from .voice_space import FORMANTS, PITCH, TURNED, Point, VoiceSpace

if TYPE_CHECKING:
    from .engine import KokoroEngine

ROUNDS = 8
"""Candidates that are spoken and heard."""

SPOKEN = tuple(
    SegmentRequest((Span("zh", zh), Span("en", en)))
    for zh, en in (
        ("今天我们来学习光合作用，", "the leaves of a tree catch the light."),
        ("一个好问题很有价值，", "but who of you knows the answer?"),
        ("请大家安静地听我说，", "this is a story of long ago."),
        ("北京的秋天非常美丽，", "and winters there are rather cold."),
    )
)
"""What candidates say, in turn, so that no voice is chosen for how it says one sentence."""

MOST_PITCH = 0.5
MOST_FORMANTS = 0.16
"""Octaves."""

LIVELINESS = (0.8, 1.25)
"""The melody's range is made the person's within these: less would lose Mandarin's tones."""

_HIGH = float(np.log2(160))
"""Men speak at about 85 to 155 Hz, women at about 165 to 255."""

_SUM_TO_ONE = 30.0


def fit_voice(
    engine: KokoroEngine,
    clip: Clip,
    on_progress: OnProgress,
    rounds: int = ROUNDS,
    aim: Aim | None = None,
) -> Conditioning:
    """The voice that sounds most like the clip, as `aim` says. Deterministic.

    Raises EngineError when the clip holds under a second of speech.
    """
    on_progress(0.0)
    listener, space = Listener(), VoiceSpace.load()
    target = listener(clip.samples, clip.sample_rate)
    means = engine.mean_styles()
    allowed = register(target)
    starts = [space.point(style, np.zeros(2, np.float32)) for style in means[allowed]]
    search = Search(space, target, aim or Aim(), np.array(starts))
    on_progress(1 / (rounds + 1))

    ranges: list[float] = []
    plain_spectra: list[NDArray[np.float32]] = []
    liveliness = 1.0
    for round_ in range(rounds):
        point = search.next()
        voice = voice_at(space, point, means, allowed, liveliness)
        spoken = speak(engine, engine.conditioning(voice), SPOKEN[round_ % len(SPOKEN)])
        plain_spectra.append(listener.spectrum(spoken, engine.sample_rate))
        taps = _taps(target, plain_spectra, clip.sample_rate)
        filtered = lfilter(taps, 1.0, spoken).astype(np.float32)
        heard = listener(filtered, engine.sample_rate)
        search.learn(point, heard)
        ranges.append(heard.pitch_range / liveliness)
        liveliness = float(np.clip(target.pitch_range / np.mean(ranges), *LIVELINESS))
        on_progress((round_ + 2) / (rounds + 1))

    point, higher = search.best()
    voice = voice_at(space, point, means, allowed, liveliness)
    return engine.conditioning(
        voice.changed(_taps(target, plain_spectra, clip.sample_rate), higher)
    )


def _taps(target: Heard, heard: list[NDArray[np.float32]], sample_rate: int) -> NDArray[np.float32]:
    return filter_taps(target.spectrum, np.mean(heard, axis=0), 0.45 * sample_rate)


def register(target: Heard) -> NDArray[np.bool_]:
    """The base voices of the person's register, [54]: embeddings alone mix up low and high."""
    gender = "female" if target.pitch > _HIGH else "male"
    return np.array([voice.gender == gender for voice in BASE_VOICES])


def voice_at(
    space: VoiceSpace,
    point: Point,
    means: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    liveliness: float = 1.0,
) -> KokoroVoice:
    """The voice at a point: the nearest blend of allowed base voices, and how it differs."""
    style = space.style(point)
    timbre, prosody = nearest_blend(style, means, allowed)
    blend = np.concatenate([timbre @ means[:, :TIMBRE], prosody @ means[:, TIMBRE:]])
    pitch, formants = point[[PITCH, FORMANTS]] * TURNED
    return KokoroVoice(
        timbre,
        prosody,
        (style - blend).astype(np.float32),
        pitch=float(np.clip(pitch, -MOST_PITCH, MOST_PITCH)),
        liveliness=liveliness,
        formants=float(2 ** np.clip(formants, -MOST_FORMANTS, MOST_FORMANTS)),
    )


def nearest_blend(
    style: NDArray[np.float32], means: NDArray[np.float32], allowed: NDArray[np.bool_]
) -> tuple[Weights, Weights]:
    """Weights [54] of the timbre and the prosody of allowed base voices, whose styles are `means`
    [54, 256]: true means of them, as near to `style` [256] as such come."""
    found = []
    for half in (slice(0, TIMBRE), slice(TIMBRE, None)):
        rows = np.concatenate([means[allowed, half].T, np.full((1, allowed.sum()), _SUM_TO_ONE)])
        wanted = np.append(style[half], _SUM_TO_ONE)
        weights = np.zeros(len(BASE_VOICES), np.float32)
        weights[allowed] = lsq_linear(rows, wanted, bounds=(0, np.inf)).x
        found.append(weights / weights.sum())
    return found[0], found[1]


def speak(engine: KokoroEngine, conditioning: Conditioning, *requests: SegmentRequest) -> Samples:
    """The requests one after the other, as this conditioning says them, [n]."""
    chunks = []
    for request in requests:
        decoding = engine.start(request, conditioning)
        while not decoding.done:
            chunks += [chunk.samples for chunk in engine.step([decoding])]
    return np.concatenate(chunks)
