"""What ended processes have counted is kept, and their files are not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from runtime import metrics_folder

COUNTS = """
import os, sys
from prometheus_client import Counter, Gauge, Histogram
Counter("done", "x", ["tenant"]).labels("oak").inc(float(sys.argv[1]))
Histogram("took", "x", buckets=(1, 10)).observe(float(sys.argv[1]))
Gauge("live", "x", multiprocess_mode="livesum").set(1)
Gauge("last", "x", multiprocess_mode="mostrecent").set(float(sys.argv[1]))
print(os.getpid())
if sys.argv[2:]: os.kill(os.getpid(), 9)
"""


def run(folder: Path, amount: int, *killed: str) -> int:
    """A process that counts and ends; returns its pid."""
    env = {**os.environ, metrics_folder.VARIABLE: str(folder)}
    argv = [sys.executable, "-u", "-c", COUNTS, str(amount), *killed]
    return int(subprocess.run(argv, env=env, capture_output=True, text=True).stdout)


def figures(folder: Path) -> dict[str, float]:
    collected = MultiProcessCollector(CollectorRegistry(), path=str(folder)).collect()
    return {
        sample.name + str(sorted(sample.labels.values())): sample.value
        for metric in collected
        for sample in metric.samples
    }


def test_sums_outlive_their_processes_and_gauges_do_not(tmp_path):
    for amount in (2, 5):
        run(tmp_path, amount, "by SIGKILL")
    before = figures(tmp_path)
    assert before["done_total['oak']"] == 7 and before["live[]"] == 2
    metrics_folder.forget_dead(tmp_path)
    after = figures(tmp_path)
    assert after.pop("last[]") == before.pop("last[]") == 5
    assert before.pop("live[]") == 2 and "live[]" not in after
    assert after == before
    assert after["took_bucket['1.0']"] == 0 and after["took_bucket['10.0']"] == 2
    kinds = {"counter", "histogram", "gauge_mostrecent"}
    assert {path.name for path in tmp_path.iterdir()} == {f"{kind}_0.db" for kind in kinds}


def test_those_who_live_are_left_alone(tmp_path):
    dead = run(tmp_path, 1)
    (tmp_path / f"counter_{dead}.db").rename(tmp_path / f"counter_{os.getpid()}.db")
    metrics_folder.forget_dead(tmp_path)
    assert (tmp_path / f"counter_{os.getpid()}.db").exists()


@pytest.mark.skipif(not metrics_folder.MEMORY.is_dir(), reason="the system has no /dev/shm")
def test_up_keeps_its_figures_in_memory_and_removes_those_of_a_killed_run(tmp_path):
    (tmp_path / "metrics").mkdir()
    killed = metrics_folder.for_data(tmp_path, None)
    (killed / "counter_1.db").touch()
    folder = metrics_folder.for_data(tmp_path, None)
    assert folder.parent == metrics_folder.MEMORY
    assert not killed.exists()
    assert folder.stat().st_mode & 0o777 == 0o700
    metrics_folder.remove(folder)
    assert not folder.exists()


def test_without_room_in_memory_they_lie_with_the_data(tmp_path, monkeypatch):
    monkeypatch.setattr(metrics_folder, "ROOM_BYTES", 1 << 60)
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_1.db").touch()
    folder = metrics_folder.for_data(tmp_path, None)
    assert folder == tmp_path / "metrics" and not list(folder.iterdir())
    metrics_folder.remove(folder)
    assert folder.exists()


def test_a_role_has_a_folder_of_its_own_unless_one_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv(metrics_folder.VARIABLE, raising=False)
    with metrics_folder.of_a_run() as folder:
        assert folder.is_dir()
    assert not folder.exists()
    monkeypatch.setenv(metrics_folder.VARIABLE, str(tmp_path / "named"))
    with metrics_folder.of_a_run() as folder:
        assert folder == tmp_path / "named"
    assert folder.is_dir()
