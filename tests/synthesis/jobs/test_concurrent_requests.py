"""Hundreds of requests at the same moment against a quota of minutes.

`make thorough` has a thousand of them, and a quota of ten minutes.
"""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from billing.models import MeterEvent, Plan
from billing.usage.models import DailyUsage
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.order import Order
from synthesis.jobs.outcomes.finish import OverQuota, finish_segment
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job
from synthesis.monitoring import recount
from synthesis.storage import job_audio
from tenants.context import in_tenant
from tenants.limits import put_on_plan
from tenants.refusal import Refused
from tests.thoroughness import THOROUGH

REQUESTS = 1000 if THOROUGH else 400
QUOTA_MS = 600 * REQUESTS
"""For a sixth of the requests, so that most are refused."""
TEXT = "This sentence takes a few seconds to speak, or so it is estimated."


def test_concurrent_requests_stay_within_the_quota(committed, settings):
    """Submitted by 16 threads; made by 4, up to twice as long as was estimated."""
    settings.DEFAULT_ENGINE = "kokoro"
    plan = Plan.objects.create(
        code=committed.slug,
        name="Some minutes",
        daily_ms=QUOTA_MS,
        concurrency=8,
        weight=1,
        max_sample_rate=24_000,
        max_characters=1000,
        max_voices=1,
        queued_jobs=10_000,
    )
    put_on_plan(committed, plan.code)
    outcomes: Counter = Counter()
    over: list[int] = []

    def submit(_number: int) -> None:
        try:
            with in_tenant(committed):
                submit_order(tenant=committed, order=Order(text=TEXT, voice="af_heart"))
            outcomes["accepted"] += 1
        except Refused as refusal:
            outcomes[refusal.code] += 1
        finally:
            connection.close()

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            while claim := queue.claim(engine="kokoro", worker=f"worker-{seed}"):
                with in_tenant(committed):
                    job, segment = start_segment(claim=claim)
                    audio_ms = round(segment.estimate_ms * chance.uniform(0.5, 2))
                    pcm = b"\0\0" * audio_ms * 24
                    storage.write_segment(job_audio(committed, job), segment.index, pcm)
                    try:
                        finish_segment(claim=claim, audio_ms=audio_ms)
                    except OverQuota:
                        outcomes["did not fit"] += 1
                    used = sum(DailyUsage.objects.values_list("used_ms", flat=True))
                    if used > QUOTA_MS:
                        over.append(used)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(submit, range(REQUESTS)))
    assert outcomes["accepted"] + outcomes["insufficient_quota"] == REQUESTS
    with in_tenant(committed):
        [usage] = DailyUsage.objects.all()
        assert usage.reserved_ms <= QUOTA_MS
    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with in_tenant(committed):
        metered_ms = sum(
            MeterEvent.objects.filter(tenant=committed).values_list("audio_ms", flat=True)
        )
        paused = Job.objects.filter(status=Job.Status.PAUSED).count()
        done = Job.objects.filter(status=Job.Status.COMPLETED).count()
    assert not over and metered_ms <= QUOTA_MS
    assert metered_ms > 0.95 * QUOTA_MS, "the quota is used, not only kept"
    assert paused + done == outcomes["accepted"]
    assert [line for line in recount.differences() if line.startswith(committed.slug)] == []
    put_on_plan(committed, "trial")
    plan.delete()
