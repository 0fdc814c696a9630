"""Measures how much a fitted voice sounds like the person, on sentences not used in the fit.

    python -m bench.voices MODELS [CLIP…] [--people FOLDER] [--whisper FOLDER] [--seconds 8]
        [--keep FOLDER] [--before FILE]

FOLDER has the clips of people.toml, of which the first seconds are fitted while another clip of the
same person judges; of a CLIP of one's own, what is left judges. Judged are the nearest base voice,
the fit with both encoders, and with one of them, so that each encoder also judges voices that never
saw it; a third encoder takes no part in any fit. Beside it stands what a likeness is worth: that of
the person's own other clip, and of strangers.
Reader errors need the folder of a faster-whisper model. With --keep, a run that was cut off goes on
with the people who are left. All of it is kept, with the targets and whether they are met, in
bench/figures/voices.json; and with --before, what such a file says of earlier fits.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np

from bench.reader import Reader
from bench.voices import anchors
from bench.voices.judge import ENCODERS, MEASURES, Ears, Judge, Judged, Vector
from bench.voices.kept import Kept, Took
from bench.voices.people import Person, from_file, listed
from bench.voices.targets import BASE, BY_CAMPP, BY_GE2E, FIT, Rows, targets
from bench.voices.third import Third
from speakers.encoders import Encoders
from synthesis.engines.base import Clip, Conditioning
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting.fit import fit_voice, register
from synthesis.engines.kokoro.fitting.search import Aim
from synthesis.engines.kokoro.fitting.speaker import Heard, Listener
from synthesis.engines.kokoro.fitting.voice_space import VoiceSpace

KEPT = Path(__file__).parents[1] / "figures/voices.json"
COLUMNS = (*MEASURES, "s", "CPU s")


def nearest_base_voice(heard: Heard) -> str:
    """The base voice of the person's register that sounds most like them to GE2E."""
    voices = VoiceSpace.load().heard[: len(BASE_VOICES), : len(heard.ge2e)]
    likeness = voices @ heard.ge2e / np.linalg.norm(voices, axis=1)
    likeness[~register(heard)] = -1
    return BASE_VOICES[int(likeness.argmax())].name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, help="folder that holds kokoro/")
    parser.add_argument("clips", type=Path, nargs="*")
    parser.add_argument("--people", type=Path, help="folder of the clips of people.toml")
    parser.add_argument("--whisper", type=Path, help="folder of a faster-whisper model")
    parser.add_argument("--third", type=Path, default=Path(".data/bench"), help="keeps its file")
    parser.add_argument("--seconds", type=float, default=8.0, help="how much of a clip is fitted")
    parser.add_argument("--sentences", type=int, default=4, help="in each language")
    parser.add_argument("--ways", nargs="*", default=[BASE, FIT, BY_GE2E, BY_CAMPP])
    parser.add_argument("--keep", type=Path, help="folder of people judged in a run cut off")
    parser.add_argument("--before", type=Path, help="the file of an earlier state's fits")
    parser.add_argument("--out", type=Path, default=KEPT)
    arguments = parser.parse_args()
    people = [from_file(path, arguments.seconds) for path in arguments.clips]
    if arguments.people:
        people += listed(arguments.people, arguments.seconds)
    if not people:
        parser.error("whose voices? Give clips, or --people")
    engine = KokoroEngine(arguments.models / "kokoro")
    engine.warm_up()
    encoders = Encoders.load()
    ears, listener = Ears(encoders, Third(arguments.third)), Listener(encoders)
    reader = Reader(arguments.whisper) if arguments.whisper else None
    if not reader:
        print("reader errors are not measured: no --whisper")
    judge = Judge(engine, ears, reader, arguments.sentences)

    def nearest(clip: Clip) -> Conditioning:
        heard = listener(clip.samples, clip.sample_rate)
        return engine.base_conditioning(nearest_base_voice(heard))

    def fitted(aim: Aim) -> Callable[[Clip], Conditioning]:
        return lambda clip: fit_voice(engine, encoders, clip, lambda share: None, aim=aim)

    ways: dict[str, Callable[[Clip], Conditioning]] = {
        BASE: nearest,
        FIT: fitted(Aim()),
        BY_GE2E: fitted(Aim(ge2e=1.0, campp=0.0)),
        BY_CAMPP: fitted(Aim(ge2e=0.0, campp=1.0)),
    }
    ways = {name: ways[name] for name in arguments.ways}
    _show("person", "voice", dict.fromkeys(COLUMNS, ""))
    judged: dict[str, dict[str, Judged]] = {name: {} for name in ways}
    kept: dict[str, Rows] = {name: {} for name in ways}
    described = {person.name: _described(person, listener) for person in people}
    settings = {"sentences": arguments.sentences, "seconds": arguments.seconds}
    keep = Kept(arguments.keep, settings | {"read": bool(reader)})
    for person in people:
        for name, make in ways.items():

            def measure(
                person: Person = person, make: Callable[[Clip], Conditioning] = make
            ) -> tuple[Judged, Took]:
                start, cpu = time.perf_counter(), time.process_time()
                conditioning = make(person.fitted)
                took = {"s": time.perf_counter() - start, "CPU s": time.process_time() - cpu}
                return judge(person, conditioning), took

            judged[name][person.name], took = keep(person.name, name, measure)
            kept[name][person.name] = judged[name][person.name].row | took
            _show(person.name, name, kept[name][person.name])
    clips = {each.name: (ears.of_clip(each.fitted), ears.of_clip(each.judge)) for each in people}
    worth = {encoder: _worth(clips, judged, described, encoder) for encoder in ENCODERS}
    result = {
        "date": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}",
        "sentences": arguments.sentences,
        "people": described,
        "targets": targets(kept),
        "means": {name: _means(rows) for name, rows in kept.items()},
        "worth": worth,
        "table": kept,
    }
    if arguments.before:
        earlier = json.loads(arguments.before.read_text())
        parts = ("date", "sentences", "targets", "means", "worth", "table")
        result["before"] = {each: earlier[each] for each in parts}
    arguments.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    for name, rows in kept.items():
        _show("mean", name, _means(rows))
    for encoder, figures in worth.items():
        print(encoder, json.dumps(figures["means"], ensure_ascii=False))
    for each in targets(kept):
        print(
            f"{each['what']:52} {each['mean']:7.3f}  worst {each['worst']:7.3f} ({each['of']})  "
            f"{each['must']:9} {'holds' if each['holds'] else 'does not hold'}"
        )


def _worth(
    heard: Mapping[str, tuple[dict[str, Vector], dict[str, Vector]]],
    judged: Mapping[str, Mapping[str, Judged]],
    described: Mapping[str, Mapping[str, object]],
    encoder: str,
) -> dict[str, dict[str, object]]:
    """What likeness by this encoder means: the person's other clip and strangers, for each, and
    strangers of one register; and of each way of fitting, how many are recognised, and how alike
    those of one register are.

    `heard` has the vectors of each person's fitted clip, and of the one that judges."""
    clips = {name: judge[encoder] for name, (_, judge) in heard.items()}
    same = {name: float(fitted[encoder] @ clips[name]) for name, (fitted, _) in heard.items()}
    others = anchors.strangers(clips) if len(clips) > 1 else {}
    registers = {name: str(each["register"]) for name, each in described.items()}
    means: dict[str, object] = {
        "own other clip": round(float(np.mean(list(same.values()))), 3),
        "strangers": round(float(np.mean(list(others.values()))), 3) if others else None,
        "strangers of one register": round(anchors.alike(clips, registers), 3),
    }
    for way, voices in judged.items():
        spoken = {name: each.voice[encoder] for name, each in voices.items()}
        means[f"{way}: recognised"] = sum(anchors.recognised(spoken, clips).values())
        means[f"{way}: alike"] = round(anchors.alike(spoken, registers), 3)
    return {"own other clip": {**same}, "strangers": {**others}, "means": means}


def _means(rows: Rows) -> dict[str, float]:
    return {each: float(np.mean([row[each] for row in rows.values()])) for each in COLUMNS}


def _described(person: Person, listener: Listener) -> dict[str, object]:
    heard = listener(person.fitted.samples, person.fitted.sample_rate)
    low = not register(heard)[0]  # the first base voice is a woman's
    return {
        "register": "low" if low else "high",
        "hertz": round(2**heard.pitch),
        "fitted seconds": round(person.fitted.seconds, 1),
        "judged by": person.judged_by,
    }


def _show(person: str, way: str, row: Mapping[str, float | str]) -> None:
    cells = (f"{key:>9}" if value == "" else f"{value:9.3f}" for key, value in row.items())
    print(f"{person:14} {way:18} " + " ".join(cells), flush=True)


if __name__ == "__main__":
    main()
