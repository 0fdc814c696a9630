"""The people whose voices are fitted and judged: those of people.toml, and clips of one's own."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from synthesis.engines.base import Clip, Samples

LISTED = Path(__file__).with_name("people.toml")
LEAST_REST = 3.0
_PAUSE = 0.3
"""Seconds between clips that are joined."""


class Missing(Exception):
    """Clips are not there, or others are; the message names them and where they are from."""


@dataclass(frozen=True, slots=True)
class Person:
    """A name, the clip to fit, and one of the same person to compare with."""

    name: str
    fitted: Clip
    judge: Clip
    judged_by: str


def listed(folder: Path, seconds: float) -> list[Person]:
    """The people of people.toml, whose clips lie in `folder` by their names; of each, the first
    `seconds` are fitted. Raises Missing."""
    table = tomllib.loads(LISTED.read_text())
    lacking = [
        f"{each['source']} at {each['commit']}: {clip['path']}"
        for each in table.values()
        for clip in (*each["clips"], *each["others"])
        if not _is_there(folder, clip)
    ]
    if lacking:
        raise Missing(f"put into {folder}:\n" + "\n".join(lacking))
    return [_listed(name, each, folder, seconds) for name, each in table.items()]


def _is_there(folder: Path, clip: dict[str, str]) -> bool:
    file = folder / Path(clip["path"]).name
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == clip["sha256"]


def _listed(name: str, entry: dict[str, Any], folder: Path, seconds: float) -> Person:
    clips, others = (
        [decoded(folder / Path(clip["path"]).name) for clip in entry[kind]]
        for kind in ("clips", "others")
    )
    fitted = _joined(clips)
    fitted = Clip(fitted.samples[: round(seconds * fitted.sample_rate)], fitted.sample_rate)
    return Person(name, fitted, _joined(others), "another clip")


def from_file(path: Path, seconds: float) -> Person:
    """A person of one audio file: the first `seconds` are fitted, and the rest judges, or the same
    where no 3 s are left."""
    whole = decoded(path)
    rate = whole.sample_rate
    cut = round(seconds * rate)
    rest = whole.samples[cut : cut + 12 * rate]
    fitted = Clip(whole.samples[:cut], rate)
    name = path.stem.removesuffix(".fit")
    if len(rest) > LEAST_REST * rate:
        return Person(name, fitted, Clip(rest, rate), "the rest of it")
    return Person(name, fitted, fitted, "the same clip")


def decoded(path: Path) -> Clip:
    """Any audio file as mono float32."""
    with av.open(str(path)) as file:
        rate = file.streams.audio[0].rate
        resampler = av.AudioResampler("flt", "mono", rate)
        frames = [f.to_ndarray()[0] for g in file.decode(audio=0) for f in resampler.resample(g)]
    return Clip(np.concatenate(frames).astype(np.float32), rate)


def _joined(clips: list[Clip]) -> Clip:
    rate = clips[0].sample_rate
    pause: Samples = np.zeros(round(_PAUSE * rate), np.float32)
    parts = [part for clip in clips for part in (clip.samples, pause)][:-1]
    return Clip(np.concatenate(parts), rate)
