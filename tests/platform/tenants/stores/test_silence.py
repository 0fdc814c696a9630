"""Requests don't queue up behind an object storage that says nothing."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tenants.stores import objects, silence
from tenants.stores.objects import ObjectStore
from tenants.stores.port import StoreAway
from tests.platform.tenants.stores.conftest import store_in

FOLDER = "tenants/one/jobs/two"
WAIT = 1.0


@pytest.fixture
def of_requests(s3, bucket, monkeypatch) -> ObjectStore:
    monkeypatch.setitem(objects.PATIENCE, "request", (WAIT, WAIT, 1))
    bucket.make(FOLDER)
    store = store_in(s3, bucket.bucket, "request")
    assert store.is_open(FOLDER)
    return store


def seconds(act: Callable[[], object]) -> float:
    began = time.monotonic()
    with pytest.raises(StoreAway):
        act()
    return time.monotonic() - began


def test_one_request_waits_for_it_and_the_others_fail_at_once(s3, of_requests, monkeypatch):
    monkeypatch.setattr(silence, "TRY_AGAIN_SECONDS", 3 * WAIT)
    s3.stop_answering()
    try:
        assert seconds(lambda: of_requests.is_open(FOLDER)) >= WAIT
        with ThreadPoolExecutor(8) as pool:
            took = list(pool.map(lambda _n: seconds(lambda: of_requests.is_open(FOLDER)), range(8)))
        assert max(took) < WAIT / 2
        time.sleep(3 * WAIT)
        with ThreadPoolExecutor(8) as pool:
            took = list(pool.map(lambda _n: seconds(lambda: of_requests.is_open(FOLDER)), range(8)))
        assert sum(each >= WAIT for each in took) == 1
    finally:
        s3.answer_again()


def test_it_is_used_again_as_soon_as_it_answers(s3, of_requests, monkeypatch):
    monkeypatch.setattr(silence, "TRY_AGAIN_SECONDS", 0.2)
    s3.stop_answering()
    try:
        seconds(lambda: of_requests.is_open(FOLDER))
    finally:
        s3.answer_again()
    time.sleep(0.2)
    assert of_requests.is_open(FOLDER)
    assert of_requests.is_open(FOLDER)


def test_what_is_missing_is_no_silence(of_requests):
    assert not of_requests.is_open("tenants/one/jobs/none")
    assert of_requests.is_open(FOLDER)
