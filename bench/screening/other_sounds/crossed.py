"""Measures clips to fit thresholds to, each by the network that heard none of its sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from bench.screening.folds import fold_of
from speakers.encoders import Encoders
from voices.decode import decode
from voices.screening.listening import Models
from voices.screening.other_sounds.network import Network
from voices.screening.recording import Recording
from voices.screening.screener import heard_measures, plain_measures


def measure(folder: Path, kept: Path, networks: Sequence[Network]) -> int:
    """Append measures of every clip FOLDER/<label>/<a>__<b>__<speaker>.wav to `kept`, as
    `voices.screening.fitting.labelled` reads them; those in it already are left out. Network k must
    not have heard the sources of fold k, and all sources of a clip must be of its speaker's fold.
    Returns how many clips were measured."""
    known = set()
    if kept.exists():
        known = {json.loads(line)["clip"] for line in kept.read_text().splitlines()}
    encoders = Encoders.load()
    models = [Models(encoders, [network]) for network in networks]
    count = 0
    for file in sorted(folder.glob("*/*.wav")):
        data = file.read_bytes()
        key = hashlib.sha256(data).hexdigest()
        if key in known:
            continue
        clip = decode(data)
        recording = Recording(clip.samples, clip.sample_rate)
        heard = models[fold_of(file.stem.split("__")[2])].listen(recording)
        found = plain_measures(recording) | heard_measures(recording, heard)
        figures = {name: float(value) for name, value in found.items()}
        with kept.open("a") as out:
            out.write(json.dumps({"clip": key, "measures": figures}) + "\n")
        count += 1
    return count
