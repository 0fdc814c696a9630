"""The measures of clips in folders by label, and a file that keeps them for the next fit."""

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
    """What a fit knows of a clip; `speaker` is empty where the file's name doesn't tell."""

    label: str
    measures: Mapping[str, float]
    speaker: str = ""


def measured(
    folder: Path, labels: Collection[str], needed: Collection[str], kept: Path | None = None
) -> list[Clip]:
    """Every clip FOLDER/<label>/<clip> whose label is among `labels`. Called <a>__<b>__<speaker>, a
    clip has a speaker, too.

    With `kept`, measures are appended to that file, a JSON object a line by the clip's SHA-256,
    and those that are there with all `needed` names are not measured again; so a run that was
    stopped goes on. Clips that can't be decoded are told and left out. Raises ValueError where
    the folder holds no clips of these labels, OSError where it can't be read.
    """
    files = list(_clips(folder, labels))
    if not files:
        raise ValueError(
            f"{folder} holds no clips: expected {folder.name}/<label>/<clip> with labels "
            + ", ".join(sorted(labels))
        )
    known = _read(kept, needed) if kept and kept.exists() else {}
    models: Models | None = None
    found = []
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
        found.append(Clip(file.parent.name, known[key], speaker))
        if number % _REPORT_EVERY == 0:
            print(f"{number} of {len(files)} clips", flush=True)
    return found


def _clips(folder: Path, labels: Collection[str]) -> Iterator[Path]:
    if not folder.is_dir():
        raise ValueError(f"{folder} is not a folder")
    for place in sorted(place for place in folder.iterdir() if place.is_dir()):
        if place.name in labels:
            yield from sorted(file for file in place.iterdir() if file.is_file())
        else:
            print(f"left out: {place}: no detector looks for {place.name}", flush=True)


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
            raise ValueError(f"{kept}, line {number}, holds no measures: {error!r}") from error
    return known
