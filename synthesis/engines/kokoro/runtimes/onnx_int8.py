"""The int8 file as it is, on ONNX Runtime: runs on any processor, in a third of the memory."""

from __future__ import annotations

import os
from pathlib import Path

import onnx
import onnxruntime

from ...base import Samples
from ..graph.durations import DURATIONS, add_durations
from ..graph.melody import F0, add_melody
from ..graph.parts import AUDIO, PLANNED, SPOKEN, cut
from .port import Plan, Score

# Real-time factor of ONNX Runtime on two cores for 5.5 s of English: one thread 0.60, two 0.35, two
# without spinning 0.33, with identical audio. Spinning would also take CPU from the web process.
THREADS = min(2, os.cpu_count() or 1)


class OnnxInt8:
    """The file's own int8 products."""

    name = "onnx-int8"

    def __init__(self, model: Path) -> None:
        """Raises what onnx and onnxruntime raise for a broken file."""
        proto = onnx.load(str(model))
        add_melody(proto.graph)
        add_durations(proto.graph)
        self._score, self._body, self._voice = (_session(part) for part in cut(proto))

    def plan(self, score: Score) -> Plan:
        """Decide how the score is spoken."""
        names = (*PLANNED, F0, DURATIONS)
        made = dict(zip(names, self._score.run(names, score._asdict()), strict=True))
        return Plan(score.style, made.pop(DURATIONS)[0], made.pop(F0)[0], made)

    def render(self, plan: Plan, start: int, stop: int) -> Samples:
        """The sound of the plan's frames from `start` to `stop`."""
        (spoken,) = self._body.run([SPOKEN], plan.between(start, stop))
        (audio,) = self._voice.run([AUDIO], {SPOKEN: spoken})
        samples: Samples = audio.reshape(-1)
        return samples


def _session(part: onnx.ModelProto) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        part.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
