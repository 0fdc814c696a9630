"""Chooses what runs the network on this machine, by measuring it once.

What was measured lies beside the model in `runtime.json`, with the processor and the versions for
which it holds; on another processor, or after an upgrade, it is measured anew (some ten seconds).
`KOKORO_RUNTIME` names a runtime instead. Where OpenVINO has no wheel, there is nothing to choose.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from ...base import EngineError
from ..catalogue import MODEL_FILE, SAMPLE_RATE
from .onnx_int8 import THREADS, OnnxInt8
from .port import Runtime, Score
from .sample import sample

if TYPE_CHECKING:
    from .openvino_floats import Precision

log = logging.getLogger(__name__)

AUTO = "auto"
INT8 = OnnxInt8.name
FILE = "runtime.json"
ROUNDS = 3
"""Times each runtime speaks; its fastest counts, for others use the processor too."""

WORTH = 1.1
"""How much faster floats must be, for they take three times the memory."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, and for which machine it holds. `speeds` are audio seconds per second."""

    machine: str
    speeds: Mapping[str, float]

    @property
    def fastest(self) -> str:
        fastest = max(self.speeds, key=lambda name: self.speeds[name])
        return fastest if self.speeds[fastest] >= WORTH * self.speeds[INT8] else INT8


def load_runtime(folder: Path, environment: Mapping[str, str] = os.environ) -> Runtime:
    """The runtime that this machine is fastest with, loaded; measures them if nobody has yet.

    Raises EngineError if `KOKORO_RUNTIME` names none that runs here, and what a runtime raises for
    broken model files.
    """
    wanted = environment.get("KOKORO_RUNTIME") or AUTO
    loaders = possible()
    if wanted not in (AUTO, *loaders):
        raise EngineError(
            f"KOKORO_RUNTIME={wanted}: this machine can run {', '.join((AUTO, *loaders))}"
        )
    model = folder / MODEL_FILE
    if wanted != AUTO:
        return loaders[wanted](model)
    if len(loaders) == 1:
        return OnnxInt8(model)
    measured = read(folder) or _tune_once(folder)
    return loaders[measured.fastest](model)


def possible() -> dict[str, Callable[[Path], Runtime]]:
    """Loads each runtime that this machine can run, by name."""
    loaders: dict[str, Callable[[Path], Runtime]] = {INT8: OnnxInt8}
    try:
        from .openvino_floats import NAMES, OpenVinoFloats, has_bfloat16
    except ImportError as error:  # no wheel for this platform
        log.info("without OpenVINO: %s", error)
        return loaders
    # Float32 is slower than bfloat16 wherever there is the latter: 1.5 to 2.9.
    precision: Precision = "bf16" if has_bfloat16() else "f32"
    loaders[NAMES[precision]] = partial(OpenVinoFloats, precision=precision)
    return loaders


def read(folder: Path) -> Measured | None:
    """What was measured on this machine; None if nothing was, or its file can't be read."""
    try:
        written = json.loads((folder / FILE).read_text())
        measured = Measured(
            machine=str(written["machine"]),
            speeds={name: float(written["speeds"][name]) for name in possible()},
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s can't be read and is measured anew: %s", folder / FILE, error)
        return None
    return measured if measured.machine == _machine() else None


def tune(folder: Path, spoken: Score) -> Measured:
    """Measure the possible runtimes in turn and keep the result beside the model."""
    loaders = possible()
    model = folder / MODEL_FILE
    runtimes = {name: load(model) for name, load in loaders.items()}
    for runtime in runtimes.values():
        _speak(runtime, spoken)  # allocates
    speeds = dict.fromkeys(runtimes, 0.0)
    for _ in range(ROUNDS):
        for name, runtime in runtimes.items():
            started = time.perf_counter()
            seconds = _speak(runtime, spoken) / SAMPLE_RATE
            speeds[name] = max(speeds[name], seconds / (time.perf_counter() - started))
    measured = Measured(_machine(), {name: round(speed, 2) for name, speed in speeds.items()})
    log.info("kokoro's runtimes, in audio seconds per second: %s", dict(measured.speeds))
    _keep(folder, measured)
    return measured


def _speak(runtime: Runtime, score: Score) -> int:
    """The number of samples."""
    plan = runtime.plan(score)
    return len(runtime.render(plan, 0, plan.frames))


def _tune_once(folder: Path) -> Measured:
    """Measure, unless another process does so already: together they would slow each other."""
    try:
        lock = (folder / f".{FILE}.lock").open("w")
    except OSError:
        return tune(folder, sample(folder))
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return read(folder) or tune(folder, sample(folder))


def _keep(folder: Path, measured: Measured) -> None:
    whole = folder / f".{FILE}.{os.getpid()}"
    try:
        whole.write_text(json.dumps(asdict(measured), indent=1) + "\n")
        whole.replace(folder / FILE)
    except OSError as error:  # a read-only folder of an image: each process measures for itself
        log.warning("what was measured can't be kept: %s", error)


def _machine() -> str:
    """The processor, the threads used, and the versions of what runs the network."""
    versions = [f"onnxruntime {metadata.version('onnxruntime')}"]
    try:
        import openvino
    except ImportError:
        processor = platform.machine()
    else:
        processor = openvino.Core().get_property("CPU", "FULL_DEVICE_NAME")
        versions.append(f"openvino {metadata.version('openvino')}")
    return f"{processor}, {THREADS} threads, {', '.join(versions)}"
