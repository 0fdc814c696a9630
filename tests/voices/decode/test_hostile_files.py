"""Hostile files are refused with a clear reason, or decode to a valid clip, as uploads do.

`make hostile` takes all 500 of them; otherwise it is every eighth.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
import pytest

from tenants.refusal import Refused
from tests.voices.decode.hostile import COUNT, hostile_files
from voices.decode import REFUSALS
from voices.enrolment.intake import MAX_SECONDS, MIN_SECONDS, read_recording

EVERY = int(os.environ.get("LECTERN_HOSTILE_EVERY", "8"))
CODES = {reason.partition(".")[0] for reason in REFUSALS}
CODES |= {"clip_silent", "clip_too_short", "clip_too_long"}
GROWTH_BYTES = 60_000_000


def outcome(data: bytes) -> str:
    """`accepted`, or the code of the refusal."""
    try:
        clip = read_recording(data, param="audio_sample")
    except Refused as refusal:
        assert str(refusal) and "{" not in str(refusal) and "%(" not in str(refusal)
        return refusal.code
    assert MIN_SECONDS <= clip.seconds <= MAX_SECONDS
    assert np.isfinite(clip.samples).all() and np.abs(clip.samples).max() <= 1
    return "accepted"


@pytest.fixture(scope="module")
def files(speech, made_file) -> list[tuple[str, bytes]]:
    """Hostile files made from 6 s of speech, so that the rest of a damaged one may be a clip."""
    samples = np.tile(speech, 2)
    kinds = {
        "wav": made_file("wav", "pcm_s16le", samples, 24_000),
        "wav-float": made_file("wav", "pcm_f32le", samples, 24_000, layout="stereo"),
        "flac": made_file("flac", "flac", samples, 24_000),
        "mp3": made_file("mp3", "libmp3lame", samples, 24_000),
        "m4a": made_file("ipod", "aac", samples, 24_000),
        "ogg": made_file("ogg", "libopus", samples, 24_000),
        "ogg-vorbis": made_file("ogg", "vorbis", samples, 24_000, layout="stereo"),
        "webm": made_file("webm", "libopus", samples, 24_000),
    }
    return list(hostile_files(kinds))


def test_every_hostile_file_is_refused_or_is_a_clip(files):
    assert len({data for _name, data in files}) == COUNT
    chosen = files[::EVERY]
    us = psutil.Process()
    children, before = us.children(), us.memory_info().rss
    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(
            zip(
                (name for name, _data in chosen),
                pool.map(outcome, (data for _name, data in chosen)),
                strict=True,
            )
        )
    unknown = {name: code for name, code in outcomes.items() if code not in {*CODES, "accepted"}}
    assert not unknown
    assert "accepted" in outcomes.values(), "some are clips all the same"
    bombs = {code for name, code in outcomes.items() if name.startswith("bomb")}
    assert "accepted" not in bombs
    assert us.children() == children
    assert us.memory_info().rss - before < GROWTH_BYTES
