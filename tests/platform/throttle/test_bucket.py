"""Token buckets in the real Valkey."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from throttle import bucket
from throttle.bucket import Rate, take


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    monkeypatch.setattr(bucket, "_silent_until", 0.0)


def test_a_bucket_empties_and_says_when_it_fills():
    rate = Rate(3, 60)
    taken = [take([("a", rate)]) for _ in range(4)]
    assert [verdict.allowed for verdict in taken] == [True, True, True, False]
    assert [verdict.remaining for verdict in taken] == [2, 1, 0, 0]
    assert taken[0].full_after == pytest.approx(20, abs=0.5)
    assert taken[3].full_after == pytest.approx(60, abs=0.5)
    assert taken[3].retry_after == pytest.approx(20, abs=0.5)


def test_a_bucket_refills_one_by_one():
    rate = Rate(2, 0.4)
    assert [take([("a", rate)]).allowed for _ in range(3)] == [True, True, False]
    time.sleep(take([("a", rate)]).retry_after + 0.01)
    assert [take([("a", rate)]).allowed for _ in range(2)] == [True, False]


def test_nothing_is_taken_from_a_bucket_when_the_other_is_empty():
    wide, tight = Rate(10, 60), Rate(1, 60)
    assert take([("wide", wide), ("tight", tight)]).allowed
    for _ in range(5):
        refused = take([("wide", wide), ("tight", tight)])
        assert not refused.allowed and refused.limit == 1
    assert take([("wide", wide)]).remaining == 8


def test_the_tighter_bucket_is_reported():
    taken = take([("wide", Rate(10, 60)), ("tight", Rate(5, 60))])
    assert (taken.limit, taken.remaining) == (5, 4)


def test_concurrent_requests_get_no_more_than_the_bucket_has():
    with ThreadPoolExecutor(16) as pool:
        verdicts = list(pool.map(lambda _: take([("a", Rate(20, 600))]), range(100)))
    assert sum(verdict.allowed for verdict in verdicts) == 20


def test_without_valkey_everything_passes_and_is_counted(settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    before = bucket.BYPASSED._value.get()
    began = time.monotonic()
    assert [take([("a", Rate(1, 60))]) for _ in range(50)] == [None] * 50
    assert time.monotonic() - began < 10
    assert bucket.BYPASSED._value.get() == before + 50
    assert "rate limits are bypassed" in caplog.text
