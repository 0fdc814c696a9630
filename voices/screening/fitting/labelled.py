"""Measures labelled clips, and keeps the measures in a file for the next fit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from speakers.encoders import Encoders
from voices.decode import ClipRefused, decode
from voices.screening.decision import SHORTEST_SECONDS
from voices.screening.listening import Models
from voices.screening.recording import Recording
from voices.screening.screener import heard_measures, plain_measures

_REPORT_EVERY = 100


class Clip(NamedTuple):
    """A clip as used in a fit; `speaker` is empty if the file name doesn't give it."""

    label: str
    measures: Mapping[str, float]
    speaker: str = ""


def measured(
    folder: Path, labels: Collection[str], needed: Collection[str], kept: Path | None = None
) -> list[Clip]:
    """Measure every clip FOLDER/<label>/<clip> with a label in `labels`. A file name of the form
    <a>__<b>__<speaker> gives the clip's speaker.

    With `kept`, measures are appended to that file, one JSON object per line with the clip's
    SHA-256. Clips that already have all `needed` measures in it are not measured again, so an
    interrupted run can be resumed. Clips that can't be decoded are reported and left out. Raises
    ValueError if the folder has no clips with these labels, OSError if it can't be read.
    """
    files = list(_clips(folder, labels))
    if not files:
        raise ValueError(
            f"{folder} holds no clips: expected {folder.name}/<label>/<clip> with labels "
            + ", ".join(sorted(labels))
        )
    known = _read(kept, needed) if kept and kept.exists() else {}
    models: Models | None = None
    clips = []
    for number, file in enumerate(files, 1):
        data = file.read_bytes()
        key = hashlib.sha256(data).hexdigest()
        if key not in known:
            models = models or Models(Encoders.load())
            try:
                known[key] = _measures(data, models)
            except ClipRefused as refusal:
                print(f"left out: {file}: {refusal}", flush=True)
                continue
            if kept:
                with kept.open("a") as out:
                    out.write(json.dumps({"clip": key, "measures": known[key]}) + "\n")
        if known[key]["clip_seconds"] < SHORTEST_SECONDS:
            print(f"left out: {file}: under {SHORTEST_SECONDS} s", flush=True)
            continue
        speaker = "".join(file.stem.split("__")[2:3])
        clips.append(Clip(file.parent.name, known[key], speaker))
        if number % _REPORT_EVERY == 0:
            print(f"{number} of {len(files)} clips", flush=True)
    return clips


def _clips(folder: Path, labels: Collection[str]) -> Iterator[Path]:
    if not folder.is_dir():
        raise ValueError(f"{folder} is not a folder")
    for place in sorted(place for place in folder.iterdir() if place.is_dir()):
        if place.name in labels:
            yield from sorted(file for file in place.iterdir() if file.is_file())
        else:
            print(f"left out: {place}: no detector is for {place.name}", flush=True)


def _measures(data: bytes, models: Models) -> dict[str, float]:
    clip = decode(data)
    recording = Recording(clip.samples, clip.sample_rate)
    measures = plain_measures(recording)
    if recording.seconds >= SHORTEST_SECONDS:
        measures |= heard_measures(recording, models.listen(recording))
    return {name: float(value) for name, value in measures.items()}


def _read(kept: Path, needed: Collection[str]) -> dict[str, dict[str, float]]:
    known = {}
    for number, line in enumerate(kept.read_text().splitlines(), 1):
        try:
            one = json.loads(line)
            measures = {str(name): float(value) for name, value in one["measures"].items()}
            if set(needed) <= set(measures):
                known[str(one["clip"])] = measures
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{kept}, line {number}: no measures: {error!r}") from error
    return known
