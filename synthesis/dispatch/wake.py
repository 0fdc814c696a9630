"""Waking the workers of an engine."""

from runtime import ticks


def wake_workers(engine: str) -> None:
    """Tell the workers that there may be work. The sweeper makes up for a message that is lost."""
    ticks.send("synthesis.tasks.tick", engine, queue=f"synthesis.{engine}")
