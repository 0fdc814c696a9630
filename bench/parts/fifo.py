"""The control of bench.parts.fairness: a plain Celery queue."""

import os
import time

import redis
from celery import Celery

app = Celery("fifo", broker=os.environ["REDIS_URL"])
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=1)


@app.task
def segment(name: str, seconds: float) -> None:
    began = time.time()
    time.sleep(seconds)
    redis.Redis.from_url(os.environ["REDIS_URL"]).rpush("fifo-log", f"{name} {began}")
