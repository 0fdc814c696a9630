"""The real processes of `manage.py up`, with the real engine and beat.

Kokoro speaks for a minute of processor time; test_worker_killed.py, test_sigterm.py and
test_draining.py end workers at each moment, with an engine that beeps.
"""

import signal
from collections.abc import Iterator

import pytest

from runtime.supervision.processes import processes
from runtime.supervision.programs import RunningProgram
from synthesis.dispatch.models import Lease
from synthesis.models import Job
from tests.faults.proof import assert_idle, assert_made, fresh, kept_audio, submit, wait_for
from tests.thoroughness import in_thorough

# Long enough that no machine is done with it before the worker is ended.
TEXT = "A short beginning. " + "The worker that speaks this sentence is ended in the middle. " * 8
PATIENCE = 180.0


@pytest.fixture
def start(ground, settings, tmp_path) -> Iterator:
    """Start one of the programs by its name."""
    settings.DEFAULT_ENGINE = "kokoro"
    # A step of the real engine takes its time on a busy machine.
    env = {**ground.env, "LECTERN_STEP_SECONDS": "120"}
    programs = {each.name: each for each in processes("127.0.0.1", 0, env)}
    running: list[RunningProgram] = []

    def begin(name: str) -> RunningProgram:
        running.append(RunningProgram(programs[name], tmp_path / "logs"))
        return running[-1]

    yield begin
    for each in running:
        each.stop(0)


@in_thorough
def test_a_worker_that_is_ended_within_a_segment_loses_nothing(start, oak):
    start("general")
    start("beat")
    worker = start("synthesis")
    first = submit(oak, TEXT, voice="af_heart")
    wait_for(lambda: not fresh(oak, first).is_open, "it is made", PATIENCE)
    undisturbed = tuple(pcm for _index, pcm in sorted(kept_audio(oak, first).items()))
    job = submit(oak, TEXT, voice="af_heart")
    for how in (signal.SIGKILL, signal.SIGTERM):
        done = fresh(oak, job).segments_done
        wait_for(lambda done=done: _goes_on(oak, job, done), "it is being made", PATIENCE)
        worker._process.send_signal(how)
        worker.stop(patience=10)
        assert fresh(oak, job).is_open
        worker = start("synthesis")
    wait_for(lambda: not fresh(oak, job).is_open, "it is made", PATIENCE)
    assert_made(oak, job, undisturbed)
    assert_idle()


def _goes_on(oak, job: Job, done: int) -> bool:
    """More than `done` segments are made, and one is being made."""
    return fresh(oak, job).segments_done > done and Lease.objects.exists()
