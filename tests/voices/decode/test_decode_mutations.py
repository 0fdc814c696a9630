"""Valid files of every kind with seeded damage are refused or give a sane clip, nothing else."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import psutil
import pytest

from voices.decode import REFUSALS, ClipRefused, DecodeLimits, decode
from voices.decode.confined import child_limits, room_limits

MUTANTS_A_KIND = 60
CODES = {reason.partition(".")[0] for reason in REFUSALS}


def mutant(data: bytes, rng: np.random.Generator) -> bytes:
    """`data` with one kind of damage."""
    changed = bytearray(data)
    kind = rng.integers(8)
    if kind == 0:  # cut off
        return data[: rng.integers(1, len(data))]
    if kind == 1:  # a few bits anywhere
        for position in rng.integers(0, len(data), rng.integers(1, 20)):
            changed[position] ^= 1 << int(rng.integers(8))
    elif kind == 2:  # the header, where sizes, rates and counts are
        for position in rng.integers(0, min(200, len(data)), rng.integers(1, 6)):
            changed[position] = rng.integers(256)
    elif kind == 3:  # extreme values in the header
        position = int(rng.integers(4, min(200, len(data)) - 8))
        value = [b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"][rng.integers(4)]
        changed[position : position + 4] = value
    elif kind == 4:  # a hole
        start = int(rng.integers(0, len(data)))
        del changed[start : start + int(rng.integers(1, 2_000))]
    elif kind == 5:  # foreign bytes in the middle
        start = int(rng.integers(0, len(data)))
        changed[start:start] = rng.bytes(int(rng.integers(1, 2_000)))
    elif kind == 6:  # a part twice
        start = int(rng.integers(0, len(data)))
        changed[start:start] = data[start : start + int(rng.integers(1, 5_000))]
    else:  # a stretch overwritten
        start = int(rng.integers(0, len(data)))
        end = min(len(data), start + int(rng.integers(1, 500)))
        changed[start:end] = rng.bytes(end - start)
    return bytes(changed)


@pytest.fixture(scope="module")
def mutants(every_kind: dict[str, bytes]) -> list[bytes]:
    rng = np.random.default_rng(20_260)
    return [mutant(data, rng) for data in every_kind.values() for _ in range(MUTANTS_A_KIND)]


def test_no_damage_breaks_the_decoder(mutants: list[bytes]) -> None:
    assert len(mutants) >= 300
    limits = DecodeLimits(cpu_seconds=60)
    given = json.dumps([child_limits(limits), asdict(room_limits(limits))]).encode() + b"\n"
    given += b"".join(struct.pack("<I", len(data)) + data for data in mutants)
    repository = Path(__file__).resolve().parents[3]
    run = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("decode_batch.py"))],
        input=given,
        capture_output=True,
        timeout=90,
        cwd=repository,
        env={"PYTHONPATH": str(repository), "OPENBLAS_NUM_THREADS": "1"},
    )
    outcomes = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0, (len(outcomes), run.stderr[-2_000:])
    assert len(outcomes) == len(mutants)
    for outcome in outcomes:
        assert "surprise" not in outcome, outcome
        if "refused" in outcome:
            assert outcome["refused"].partition(".")[0] in CODES
        else:
            assert outcome["finite"] and 0 < outcome["samples"] <= 60 * 24_000
    refused = sum("refused" in outcome for outcome in outcomes)
    # Both happen: harmless damage passes, and much is refused.
    assert len(mutants) * 0.2 < refused < len(mutants) * 0.9
    half = outcomes[len(outcomes) // 2]["rss"]
    assert outcomes[-1]["rss"] - half < 60_000, "kB that the second half of the files added"


def test_a_sample_of_mutants_passes_the_whole_decoder(mutants: list[bytes]) -> None:
    before = set(psutil.Process().children())
    for data in mutants[:: MUTANTS_A_KIND // 3]:
        started = time.monotonic()
        try:
            clip = decode(data)
        except ClipRefused as refusal:
            assert refusal.code in CODES and str(refusal)
        else:
            assert np.isfinite(clip.samples).all() and 0 < clip.seconds <= 60
            assert np.abs(clip.samples).max() <= 1
        assert time.monotonic() - started < 10
    assert set(psutil.Process().children()) <= before
