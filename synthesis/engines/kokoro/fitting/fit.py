"""Finds the voice of Kokoro's that is most like a person's clip.

A voice is a point of the space that `voice_space` models: offset from the base voices along the
directions of the style, with another pitch and other formants. The search is for the point most
like the clip to both speaker encoders, but near Kokoro's own voices, since far from them speech
becomes unintelligible. It starts on the model's predictions; then each candidate speaks, and its
measured sound corrects the model before the next is chosen. The spectrum needs no search: a filter
sets it. Finally the best voice speaks once more, and its classes of sounds are filtered to be more
like the person's to both encoders (`tuning`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear
from scipy.signal import lfilter
from threadpoolctl import threadpool_limits

from speakers.encoders import Encoders
from speakers.speech import speech_of
from speakers.voice_print import TooLittleSpeech
from synthesis.text.span import Span

from ...base import Clip, Conditioning, EngineError, OnProgress, Samples, SegmentRequest
from ...loudness import loudness
from ...speaking import speak
from ..catalogue import BASE_VOICES
from ..engine import KokoroEngine
from ..levels import TARGET, base_gains
from ..voice import MOST_GAIN, TIMBRE, KokoroVoice, Weights
from .equaliser import filter_taps
from .search import Aim, Search
from .speaker import RATE, Heard, Listener, melody, spectrum
from .tuning import tune
from .voice_space import FORMANTS, PITCH, TURNED, Point, VoiceSpace

ROUNDS = 5
"""The number of candidates that speak and are measured. With three, one person's voice was 0.607
like them to an encoder that takes no part, with DNSMOS 3.16; with five 0.635 and 3.25, for 5 s more
of a processor."""

SPOKEN = tuple(
    SegmentRequest((Span("zh", zh), Span("en", en)))
    for zh, en in (
        ("今天我们来学习光合作用，", "the leaves of a tree catch the light."),
        ("一个好问题很有价值，", "but who of you knows the answer?"),
        ("请大家安静地听我说，", "this is a story of long ago."),
        ("北京的秋天非常美丽，", "and winters there are rather cold."),
    )
)
"""The candidates' sentences in turn, so that no voice is chosen for one sentence alone."""

MOST_PITCH = 0.5
MOST_FORMANTS = 0.16
"""Limits in octaves."""

LIVELINESS = (0.8, 1.25)
"""Limits on matching the melody's range to the person's: less would lose Mandarin's tones."""

_HEARD, _FOUND = 0.1, 0.5
"""The shares of progress at which the clip has been measured, and a voice found."""

_KNOWN = 0.45
"""The share of a clip's sample rate up to which its spectrum is valid."""

_HIGH = float(np.log2(160))
"""Men speak at about 85 to 155 Hz, women at about 165 to 255."""

_SUM_TO_ONE = 30.0


class Fitting:
    """Makes conditionings from clips; see synthesis.engines.base.Enrolling."""

    name = KokoroEngine.name

    def __init__(self, engine: KokoroEngine, encoders: Encoders) -> None:
        self._engine, self._encoders = engine, encoders

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        """Find the voice that is most like the clip. The transcript is not used.

        Raises EngineError when the clip has no speech to fit.
        """
        return fit_voice(self._engine, self._encoders, clip, on_progress)


def fit_voice(
    engine: KokoroEngine,
    encoders: Encoders,
    clip: Clip,
    on_progress: OnProgress,
    rounds: int = ROUNDS,
    aim: Aim | None = None,
) -> Conditioning:
    """Find the voice most like the clip, weighted by `aim`. Deterministic.

    Raises EngineError when the clip has less than a second of speech.
    """
    with threadpool_limits(1):  # two threads block each other: 40 s of CPU time instead of 26
        try:
            return _fitted(engine, encoders, clip, on_progress, rounds, aim or Aim())
        except TooLittleSpeech as error:
            raise EngineError(str(error)) from error


def _fitted(
    engine: KokoroEngine,
    encoders: Encoders,
    clip: Clip,
    on_progress: OnProgress,
    rounds: int,
    aim: Aim,
) -> Conditioning:
    on_progress(0.0)
    listener = Listener(encoders)
    speech = speech_of(clip.samples, clip.sample_rate)
    person = _Person(listener.hear(speech), speech, aim, highest=_KNOWN * clip.sample_rate)
    on_progress(_HEARD)
    voice = _found(engine, listener, person, rounds, _part(on_progress, _HEARD, _FOUND))
    return engine.conditioning(
        _coloured(engine, encoders, person, voice, _part(on_progress, _FOUND, 1))
    )


@dataclass(frozen=True, slots=True)
class _Person:
    """The target of the fit. `speech` is the clip's, as returned by `speech_of`; its spectrum is
    valid up to `highest` Hz."""

    sound: Heard
    speech: Samples
    aim: Aim
    highest: float


def _found(
    engine: KokoroEngine, listener: Listener, person: _Person, rounds: int, on_progress: OnProgress
) -> KokoroVoice:
    """Search the best point; returns its voice, filtered to the person's spectrum."""
    space, target, means = VoiceSpace.load(), person.sound, engine.mean_styles()
    allowed = register(target)
    starts = [space.point(style, np.zeros(2, np.float32)) for style in means[allowed]]
    search = Search(space, target, person.aim, np.array(starts))
    ranges: list[float] = []
    plain_spectra: list[NDArray[np.float32]] = []
    liveliness = 1.0

    def taps() -> NDArray[np.float32]:
        return filter_taps(target.spectrum, np.mean(plain_spectra, axis=0), person.highest)

    for round_ in range(rounds):
        point = search.next()
        voice = voice_at(space, point, means, allowed, liveliness)
        spoken = speak(engine, engine.conditioning(voice), SPOKEN[round_ % len(SPOKEN)])
        plain_spectra.append(spectrum(speech_of(spoken, engine.sample_rate)))
        filtered = lfilter(taps(), 1.0, spoken).astype(np.float32)
        heard = listener(filtered, engine.sample_rate)
        search.learn(point, heard)
        ranges.append(heard.pitch_range / liveliness)
        liveliness = float(np.clip(target.pitch_range / np.mean(ranges), *LIVELINESS))
        on_progress((round_ + 1) / rounds)
    point, higher = search.best()
    return voice_at(space, point, means, allowed, liveliness).changed(taps(), higher)


def _coloured(
    engine: KokoroEngine,
    encoders: Encoders,
    person: _Person,
    voice: KokoroVoice,
    on_progress: OnProgress,
) -> KokoroVoice:
    """Tune the classes of sounds of the voice to the person's, and set their pitch and loudness."""
    spoken, utterances = [], []
    for number, request in enumerate(SPOKEN, 1):
        spoken.append(speak(engine, engine.conditioning(voice), request))
        utterances.append(speech_of(spoken[-1], engine.sample_rate))
        on_progress(number / len(SPOKEN) / 2)
    colour = tune(
        encoders,
        person.sound,
        person.aim,
        utterances,
        person.speech,
        person.highest,
        _part(on_progress, 0.5, 1),
    )
    off = person.sound.pitch - melody(colour(np.concatenate(utterances), RATE))[0]
    heard = loudness(colour(np.concatenate(spoken), engine.sample_rate), engine.sample_rate)
    gain = voice.gain_of(base_gains()) + TARGET - heard
    gain = float(np.clip(gain, -MOST_GAIN, MOST_GAIN))
    return replace(voice.changed(voice.taps, off), colour=colour, gain=gain)


def _part(on_progress: OnProgress, first: float, last: float) -> OnProgress:
    return lambda share: on_progress(first + (last - first) * share)


def register(target: Heard) -> NDArray[np.bool_]:
    """Flags [54] of the base voices in the person's register, which embeddings may confuse."""
    gender = "female" if target.pitch > _HIGH else "male"
    return np.array([voice.gender == gender for voice in BASE_VOICES])


def voice_at(
    space: VoiceSpace,
    point: Point,
    means: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    liveliness: float = 1.0,
) -> KokoroVoice:
    """The voice at a point: the nearest blend of allowed base voices, and the offset from it."""
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
    """The weights [54] for timbre and for prosody of allowed base voices, with styles `means`
    [54, 256], whose weighted mean is nearest to `style` [256]."""
    halves = []
    for half in (slice(0, TIMBRE), slice(TIMBRE, None)):
        rows = np.concatenate([means[allowed, half].T, np.full((1, allowed.sum()), _SUM_TO_ONE)])
        wanted = np.append(style[half], _SUM_TO_ONE)
        weights = np.zeros(len(BASE_VOICES), np.float32)
        weights[allowed] = lsq_linear(rows, wanted, bounds=(0, np.inf)).x
        halves.append(weights / weights.sum())
    return halves[0], halves[1]
