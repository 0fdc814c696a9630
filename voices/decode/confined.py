"""Decodes in a child process that can do nothing else.

FFmpeg decodes frames while it probes, so limits that are checked after opening come too late. All
of FFmpeg runs in `child.py`: with limits of memory, processor time, output size and wall-clock
time, no new file descriptors, a given demuxer, a list of codecs, an environment without our
secrets, and as nobody if we are root. It has no network if the kernel allows that (a network
namespace: as root, or with unprivileged user namespaces); otherwise FFmpeg's list of protocols and
the file descriptor limit of 0 keep it from opening a socket.

The file goes in and the samples come out in memory files, never on the disk. A clip of 5 to 14 s
takes 0.2 s, nearly all of it the start of the child; 60 s at 192 kHz take 0.4 s.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from voices.decode.clip import SAMPLE_RATE, DecodedClip, level_dbfs, sound_span
from voices.decode.refusal import REFUSALS, ClipRefused, refused
from voices.decode.sniff import container_of

logger = logging.getLogger(__name__)

_CHILD = Path(__file__).with_name("child.py")
# `-I` takes no notice of the variable that names this folder.
_BYTECODE = ("-X", f"pycache_prefix={sys.pycache_prefix}") if sys.pycache_prefix else ()
_HEADER_BYTES = _COMPLAINT_BYTES = 65_536
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """Limits of a recording, and of the process that decodes it.

    60 s are more than screening accepts, so that it can point out the best passage. The memory is
    address space: Python with FFmpeg uses 230 MB of it, 60 s at 192 kHz another 90 MB.
    """

    max_bytes: int = 25 * _MEGABYTE
    min_seconds: float = 0.0
    max_seconds: float = 60.0
    max_channels: int = 8
    min_rate: int = 8_000
    max_rate: int = 192_000
    memory_bytes: int = 512 * 1024 * 1024
    cpu_seconds: int = 10
    wall_seconds: float = 20.0


def decode(data: bytes | Path, *, limits: DecodeLimits | None = None) -> DecodedClip:
    """Decode a WAV, FLAC, MP3, M4A/AAC, OGG (Opus, Vorbis, FLAC) or WebM recording to mono at
    24 kHz, without the silence at both ends (`clip.sound_span`). Its content tells the format.

    Channels are averaged. A clip of silence is returned whole: to judge it is screening's task.
    Raises ClipRefused for a recording that can't be used, OSError if a path can't be read, and
    RuntimeError if the child process can't run. Blocks for at most `limits.wall_seconds`, and
    leaves no process behind.
    """
    limits = limits or DecodeLimits()
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    if size > limits.max_bytes:
        raise refused(
            "too_large",
            megabytes=round(size / _MEGABYTE, 1),
            max_megabytes=round(limits.max_bytes / _MEGABYTE, 1),
        )
    if isinstance(data, Path):
        data = data.read_bytes()
    container = container_of(data)
    order = {"container": container, "limits": child_limits(limits)}
    facts, samples = _answer(_run_child(order, data, limits))

    peak = float(np.abs(samples).max())
    if peak > 1.0:
        samples = samples / np.float32(peak)
    start, end = sound_span(samples)
    kept = np.ascontiguousarray(samples[start:end])
    return DecodedClip(
        samples=kept,
        source_rate=int(facts["rate"]),
        source_channels=int(facts["channels"]),
        container=container,
        codec=str(facts["codec"]),
        source_seconds=float(facts["source_seconds"]),
        trimmed_seconds=(start / SAMPLE_RATE, (len(samples) - end) / SAMPLE_RATE),
        peak=peak,
        rms_dbfs=level_dbfs(kept),
    )


def child_limits(limits: DecodeLimits) -> dict[str, Any]:
    """The limits as `child.py` takes them."""
    output_bytes = int((limits.max_seconds + 1) * SAMPLE_RATE) * 4 + _HEADER_BYTES
    return asdict(limits) | {"sample_rate": SAMPLE_RATE, "output_bytes": output_bytes}


def _run_child(order: dict[str, Any], data: bytes, limits: DecodeLimits) -> bytes:
    with _memory_file() as given, _memory_file() as answer, _memory_file() as complaint:
        given.write(data)
        given.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-I", *_BYTECODE, str(_CHILD), json.dumps(order)],
            stdin=given,
            stdout=answer,
            stderr=complaint,
            env={"OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath},
            start_new_session=True,
        )
        try:
            status = child.wait(limits.wall_seconds)
        except subprocess.TimeoutExpired:
            raise refused("timeout") from None
        finally:
            # The whole process group, also if an exception interrupted the wait.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        complaint.seek(0)
        last_words = complaint.read(_COMPLAINT_BYTES).decode(errors="replace").strip()
        if last_words or status != 0:
            logger.warning("decoding child: status %s: %s", status, last_words[-500:])
        if status > 0:
            raise RuntimeError(f"the decoding process could not run: {last_words[-500:]}")
        if status == -signal.SIGXCPU:
            raise refused("timeout")
        if status < 0:
            raise refused("damaged")
        answer.seek(0)
        return answer.read()


def _memory_file() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("clip"), "w+b")
    return tempfile.TemporaryFile()


def _answer(answer: bytes) -> tuple[dict[str, Any], NDArray[np.float32]]:
    """The child's answer, checked: a decoder that was taken over could write anything."""
    try:
        line, _, rest = answer.partition(b"\n")
        facts = json.loads(line)
        if "refused" in facts:
            if facts["refused"] not in REFUSALS:
                raise ValueError("unknown reason")
            raise refused(facts["refused"], **facts["figures"])
        samples = np.frombuffer(rest, dtype=np.float32)
        if len(samples) == 0 or len(samples) != facts["samples"]:
            raise ValueError("wrong number of samples")
        if not np.isfinite(samples).all():
            raise ValueError("samples that are not finite")
    except ClipRefused:
        raise
    except (ValueError, KeyError, TypeError) as error:
        logger.warning("decoding child gave an unreadable answer: %s", error)
        raise refused("damaged") from error
    return facts, samples
