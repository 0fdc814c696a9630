import hashlib
import io
import wave

import numpy as np
import pytest

from tenants.context import in_tenant
from voices import releases
from voices.consent.check import ConsentCheck, ConsentChecker
from voices.consent.recogniser import Heard, Recogniser
from voices.enrolment import instruments, queue
from voices.enrolment.instruments import Instruments
from voices.enrolment.models import ConsentWaiver
from voices.enrolment.run import run


def wav(samples: np.ndarray, rate: int = 16_000) -> bytes:
    """A WAV file of float samples [n]."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def murmur(seconds: float, rate: int = 16_000) -> bytes:
    """A WAV file of noise that comes and goes like syllables."""
    t = np.arange(int(seconds * rate)) / rate
    noise = np.random.default_rng(1).standard_normal(len(t))
    return wav(0.2 * noise * (1 + np.sin(2 * np.pi * 4 * t)), rate)


@pytest.fixture
def waiver(alice) -> ConsentWaiver:
    """The operator lets Alice's workspace make voices without a recorded consent."""
    return ConsentWaiver.objects.create(
        tenant=alice.tenant, allowed=True, reason="Contract 17", by_email="operator@example.org"
    )


def release_of(person, language: str = "en") -> str:
    """What somebody sends who has ticked that they accept the release."""
    with in_tenant(person.tenant) as tenant:
        return releases.current(tenant=tenant, language=language).digest


class Hummer:
    """An engine that keeps a digest of the clip, and hums. See instruments.Enroller."""

    engine = "hummer"

    def __init__(self) -> None:
        self.transcripts: list[str] = []
        self.fails_with: Exception | None = None

    def conditioning(self, samples, transcript, on_progress) -> bytes:
        if self.fails_with:
            raise self.fails_with
        self.transcripts.append(transcript)
        on_progress(0.5)
        return b"hummer:" + hashlib.sha256(samples.tobytes()).digest() * 8

    def sample(self, conditioning: bytes) -> bytes:
        return murmur(1)


@pytest.fixture
def hummer() -> Hummer:
    return Hummer()


class HearsOnce:
    """The real recogniser; what it heard in a recording, it says again without listening."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._heard: dict[tuple, Heard] = {}

    def hear(self, samples, sample_rate, **how) -> Heard:
        digest = hashlib.sha256(samples.tobytes()).digest()
        asked = (digest, sample_rate, *sorted(how.items()))
        if asked not in self._heard:
            self._heard[asked] = self._recogniser.hear(samples, sample_rate, **how)
        return self._heard[asked]


@pytest.fixture(scope="session")
def listeners():
    """The real screening, recogniser and speaker encoders, loaded once."""
    checker = instruments.checker()
    once = ConsentChecker(HearsOnce(checker.recogniser), checker.encoders, checker.genuine)
    return instruments.screener(), once


@pytest.fixture
def tools(listeners, hummer) -> Instruments:
    """The real instruments of enrolment, with an engine that takes no time."""
    return Instruments(*listeners, [hummer])


class Agreeable:
    """Accepts every recording and every consent, for tests of the steps after them."""

    accepted = True
    findings = ()
    measures: dict[str, float] = {}
    seconds = 0.0

    def screen(self, samples, sample_rate):
        return self

    def check(self, recording, sample_rate, **of_statement) -> ConsentCheck:
        return ConsentCheck("", of_statement["statement"], 0.0, True)

    def most_in_common(self, recording, sample_rate, kept) -> int:
        return 0

    @property
    def recogniser(self) -> "Agreeable":
        return self

    def hear(self, samples, sample_rate, *, language=None) -> Heard:
        return Heard("As it was heard.", language or "en")


@pytest.fixture
def quick_tools(hummer) -> Instruments:
    """Instruments of enrolment that accept everything at once."""
    return Instruments(Agreeable(), Agreeable(), [hummer])


def enrol(tools: Instruments) -> None:
    """Make all waiting takes, as the enrolment worker does."""
    while claimed := queue.claim():
        run(claimed, tools)
