"""The processes of `manage.py up`, real engine, beat and all: nothing is played by hand."""

import signal
from collections.abc import Iterator

import pytest

from runtime.supervision.processes import processes
from runtime.supervision.programs import RunningProgram
from synthesis.dispatch.models import Lease
from tests.faults.proof import assert_idle, assert_made, fresh, kept_audio, submit, wait_for

# Long enough that no machine is done with it before the worker is ended.
TEXT = "A short beginning. " + "The worker that speaks this sentence is ended in the middle. " * 4
PATIENCE = 180.0


@pytest.fixture
def start(ground, settings, tmp_path) -> Iterator:
    """Start one of the programs by its name."""
    settings.DEFAULT_ENGINE = "kokoro"
    # A step of the real engine takes its time on a busy machine.
    env = {**ground.env, "LECTERN_STEP_SECONDS": "120"}
    programs = {each.name: each for each in processes("127.0.0.1", 0, tmp_path, env)}
    running: list[RunningProgram] = []

    def begin(name: str) -> RunningProgram:
        running.append(RunningProgram(programs[name], tmp_path / "logs"))
        return running[-1]

    yield begin
    for each in running:
        each.stop(0)


@pytest.fixture(scope="module")
def undisturbed() -> list[bytes]:
    """The segments' audio as it came without a fault; the first test fills it."""
    return []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_ended_during_a_segment_loses_nothing(start, oak, undisturbed, how):
    start("general")
    start("beat")
    worker = start("synthesis")
    if not undisturbed:
        first = submit(oak, TEXT, voice="af_heart")
        wait_for(lambda: not fresh(oak, first).is_open, "it is made", PATIENCE)
        undisturbed.extend(pcm for _index, pcm in sorted(kept_audio(oak, first).items()))
    job = submit(oak, TEXT, voice="af_heart")
    wait_for(
        lambda: fresh(oak, job).segments_done > 0 and Lease.objects.exists(),
        "it is being made",
        PATIENCE,
    )
    worker._process.send_signal(how)
    worker.stop(patience=10)
    assert fresh(oak, job).is_open
    start("synthesis")
    wait_for(lambda: not fresh(oak, job).is_open, "it is made", PATIENCE)
    assert_made(oak, job, tuple(undisturbed))
    assert_idle()
