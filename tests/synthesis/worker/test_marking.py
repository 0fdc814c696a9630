"""All that a worker makes is marked: what is heard while it is made, and what is kept."""

import numpy as np
import pytest

from synthesis.engines.base import SegmentRequest
from synthesis.monitoring.readiness import check_watermark
from synthesis.text import spans
from synthesis.worker import engine_process, enroller
from synthesis.worker.shaping import Shaper
from synthesis.worker.worker import Worker
from telemetry.health import NotReady
from tests.faults.tone import HELD_BACK, SAMPLE_RATE, HummingKokoro
from tests.synthesis.worker.test_redraws import SEED, Straying, made, submit, takes
from watermark import WatermarkMissing
from watermark.perth import weights
from watermark.perth.marking import PerthMarker


class Halving:
    """Halves what it marks, and the first block of each stream once more."""

    def __init__(self) -> None:
        self.begun = 0

    def begin(self):
        self.begun += 1
        share = 0.25

        def mark(samples, *, final):
            nonlocal share
            marked, share = samples * np.float32(share), 0.5
            return marked

        return mark


@pytest.fixture
def no_marker_yet(monkeypatch) -> None:
    monkeypatch.setattr(engine_process, "_markers", {})


def test_gain_comes_before_the_mark_and_the_pause_after_it():
    tone = np.full(SAMPLE_RATE, 0.1, np.float32)
    shaper = Shaper(SAMPLE_RATE, gain_db=6.0206, pause_ms=500, marking=Halving().begin())
    heard = np.concatenate([shaper(tone, final=False), shaper(tone, final=True)])
    assert np.allclose(heard[: SAMPLE_RATE - HELD_BACK], 0.05, atol=1e-4)
    assert np.allclose(heard[SAMPLE_RATE : 2 * SAMPLE_RATE], 0.1, atol=1e-4)
    assert not heard[2 * SAMPLE_RATE :].any() and len(heard) == 2.5 * SAMPLE_RATE


def test_what_is_heard_and_what_is_kept_have_the_same_mark(alice, monkeypatch):
    plain = submit(alice.tenant)
    Worker(HummingKokoro(), name="test").run_until_idle()
    marked = submit(alice.tenant)
    worker = Worker(HummingKokoro(), name="test", marker=Halving())
    published = takes(worker, monkeypatch)
    worker.run_until_idle()
    pcm = made(alice.tenant, marked)[1]
    assert b"".join(chunk.pcm for chunk in published) == pcm
    loud, soft = (np.frombuffer(each, "<i2") for each in (made(alice.tenant, plain)[1], pcm))
    first = len(published[0].pcm) // 2
    assert np.allclose(soft[:first], loud[:first] / 4, atol=1)
    assert np.allclose(soft[first:], loud[first:] / 2, atol=1)


def test_a_take_that_is_drawn_again_is_marked_from_its_beginning(alice):
    twice = []
    for _time in range(2):
        job = submit(alice.tenant)
        marker = Halving()
        Worker(Straying(SEED), name="test", marker=marker).run_until_idle()
        assert marker.begun == 2
        twice.append(made(alice.tenant, job)[1])
    assert twice[0] == twice[1]


def test_a_worker_marks_with_what_the_settings_name(settings, no_marker_yet, monkeypatch):
    monkeypatch.setattr(engine_process, "_workers", {})
    monkeypatch.setattr(engine_process, "engine", lambda name: HummingKokoro())
    marker = engine_process.worker("kokoro").opener.marker
    assert isinstance(marker, PerthMarker) and marker.sample_rate == SAMPLE_RATE
    assert engine_process.marker(SAMPLE_RATE) is marker, "loaded once"
    check_watermark()
    settings.WATERMARK = ""
    assert engine_process.marker(SAMPLE_RATE) is None


def test_nothing_is_spoken_where_the_mark_can_not_be_made(no_marker_yet, monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "package_folder", lambda package: tmp_path)
    monkeypatch.setattr(engine_process, "_workers", {})
    monkeypatch.setattr(engine_process, "engine", lambda name: HummingKokoro())
    with pytest.raises(WatermarkMissing, match="install the pinned packages"):
        engine_process.worker("kokoro")
    with pytest.raises(NotReady, match="the watermark's weights are missing"):
        check_watermark()


def test_the_sample_of_a_new_voice_is_marked(monkeypatch):
    engine = HummingKokoro()
    request = SegmentRequest(spans("A sentence."))
    conditioning = engine.base_conditioning("af_heart")
    taken = []
    for marker in (None, Halving()):
        monkeypatch.setattr(engine_process, "marker", lambda rate, ours=marker: ours)
        taken.append(np.frombuffer(b"".join(enroller._take(engine, request, conditioning)), "<i2"))
    assert np.abs(taken[1]).max() < 0.6 * np.abs(taken[0]).max()
