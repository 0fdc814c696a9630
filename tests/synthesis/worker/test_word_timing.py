"""Words are placed in a segment's finished audio."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis import storage
from synthesis.engines.base import WordTime
from synthesis.jobs.order import Order
from synthesis.jobs.passages import Passage, submit_passages
from synthesis.jobs.submit import submit
from synthesis.models import Segment
from synthesis.text.words import words
from synthesis.voice_choice import engine_spec
from synthesis.word_times import WordTimes
from synthesis.worker.word_timing import word_times
from synthesis.worker.worker import Worker
from tenants.context import in_tenant

RATE = 24_000
TEXT = "One day, they said. The bell rang."


def audio(*lengths: int) -> bytes:
    """Silence and noise in turns, of these lengths in ms."""
    random = np.random.default_rng(0)
    parts = [
        (at % 2) * 0.1 * random.standard_normal(RATE * ms // 1000).astype(np.float32)
        for at, ms in enumerate(lengths)
    ]
    return storage.to_pcm(np.concatenate(parts))


def milliseconds(times: WordTimes) -> list[tuple[int, int]]:
    return [(word.start_ms, word.end_ms) for word in times.words]


def test_words_are_cut_back_to_their_sound():
    heard = [WordTime(0, 3, 0, 600), WordTime(4, 7, 600, 1000)]
    times = word_times(TEXT, (), heard, audio(100, 400, 200, 300), RATE)
    assert times.method == "aligned"
    assert milliseconds(times) == [(100, 500), (700, 1000)]


def test_the_closure_of_a_plosive_stays_in_its_word():
    times = word_times(TEXT, (), [WordTime(0, 3, 0, 600)], audio(50, 200, 80, 200, 70), RATE)
    assert milliseconds(times) == [(50, 530)]


def test_an_estimate_puts_pauses_where_the_marks_are():
    found = words(TEXT)
    times = word_times(TEXT, found, (), audio(100, 400, 200, 450, 300, 700, 250), RATE)
    assert times.method == "estimated"
    spoken = {TEXT[w.start_char : w.end_char]: (w.start_ms, w.end_ms) for w in times.words}
    assert spoken["One"][0] == 100 and spoken["day"][1] == 500
    assert spoken["they"][0] == 700 and spoken["said"][1] == 1150
    assert spoken["The"][0] == 1450 and spoken["rang"][1] == 2150


@pytest.mark.parametrize("heard", [(), (WordTime(0, 3, 0, 100),)])
def test_words_without_any_sound_have_no_times(heard):
    assert word_times(TEXT, words(TEXT), heard, audio(500), RATE).words == ()
    assert word_times(TEXT, words(TEXT), heard, b"", RATE).words == ()


@given(
    lengths=st.lists(st.integers(10, 400), min_size=2, max_size=9),
    edges=st.lists(st.integers(0, 5000), max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_times_are_in_order_within_the_audio(lengths, edges):
    pcm = audio(*lengths)
    sorted_edges = sorted(edges)
    heard = [
        WordTime(n, n + 1, a, b)
        for n, (a, b) in enumerate(zip(sorted_edges[::2], sorted_edges[1::2], strict=False))
    ]
    for given_times in (heard, []):
        times = word_times(TEXT, words(TEXT), given_times, pcm, RATE)
        flat = [edge for pair in milliseconds(times) for edge in pair]
        assert flat == sorted(flat)
        assert all(0 <= edge <= storage.milliseconds(len(pcm), RATE) for edge in flat)
        assert len(times.words) == len(given_times or words(TEXT))


def made(kokoro, person, **order) -> list[Segment]:
    with in_tenant(person.tenant):
        job = submit(tenant=person.tenant, order=Order(voice="af_heart", **order))
    Worker(kokoro, name="test").run_until_idle()
    with in_tenant(person.tenant):
        return list(Segment.objects.filter(job=job))


@pytest.mark.parametrize("speed", [1.0, 3.0], ids=["plain", "stretched"])
def test_a_segment_is_kept_with_the_times_of_its_words(kokoro, alice, speed):
    tone = {"speed": speed, "sentence_pause_ms": 300}
    text = "It began in 1994, with 25 m of it. And then a longer one came to the end."
    (first, second) = made(kokoro, alice, text=text, tone=tone)
    for segment in (first, second):
        times = segment.word_times
        assert times.method == "aligned"
        assert [w.start_char for w in times.words] == [w.start for w in words(segment.text)]
        flat = [edge for pair in milliseconds(times) for edge in pair]
        assert flat == sorted(flat)
        assert flat[-1] <= segment.audio_ms - segment.pause_ms
        assert flat[-1] > (segment.audio_ms - segment.pause_ms) * 0.6


@pytest.mark.parametrize(("by_engine", "stretched"), [(2.0, 3.0), (0.5, 0.4)])
def test_times_follow_the_speed_of_the_segment_not_of_the_job(kokoro, alice, by_engine, stretched):
    line = Passage(
        text="It began in 1994 and ended.", voice="af_heart", mood="", speed=by_engine,
        expressiveness=1.0, gain_db=0.0, seed=7,
    )  # fmt: skip
    passages = [line, replace(line, speed=stretched)]
    with in_tenant(alice.tenant):
        engine = engine_spec("kokoro")
        job = submit_passages(tenant=alice.tenant, engine=engine, passages=passages).job
    Worker(kokoro, name="test").run_until_idle()
    with in_tenant(alice.tenant):
        first, second = Segment.objects.filter(job=job)
    assert second.audio_ms == pytest.approx(first.audio_ms * by_engine / stretched, abs=60)
    of_first, of_second = (np.array(milliseconds(each.word_times)) for each in (first, second))
    assert len(of_first) == 6
    assert np.abs(of_second - of_first * by_engine / stretched).max() <= 60


def test_an_engine_that_tells_no_times_gets_an_estimate(kokoro, alice):
    class Silent:
        """The real engine, without the times."""

        def __getattr__(self, name):
            return getattr(kokoro, name)

        def step(self, decodings):
            return [replace(chunk, words=()) for chunk in kokoro.step(decodings)]

    (segment,) = made(Silent(), alice, text="Hello there, my friend.")
    assert segment.word_times.method == "estimated"
    assert len(segment.word_times.words) == 4


def test_times_survive_storage():
    times = WordTimes("estimated", (WordTime(0, 3, 10, 20), WordTime(4, 7, 20, 35)))
    assert WordTimes.load(times.dump()) == times
