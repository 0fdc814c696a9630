"""The Celery tasks of an engine's worker. Their names are older than this module."""

from celery import shared_task

from runtime.roles.leaving import stopping
from synthesis.worker import engine_process


@shared_task(name="synthesis.tasks.tick")
def tick(engine: str) -> int:
    """Make the segments that wait for this engine, until none is left."""
    return engine_process.worker(engine).run_until_idle(stopping.is_set)


@shared_task(name="synthesis.tasks.stay_warm")
def stay_warm(engine: str) -> bool:
    """Speak a word on an engine that was idle, so that it answers fast (Worker.stay_warm)."""
    return engine_process.worker(engine).stay_warm()
