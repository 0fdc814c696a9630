"""Speaks clips by every engine that can be had here, for the detector of synthetic speech.

    python -m bench.synthetic.speaking OUT --models FOLDER [--people DIR]
    python -m bench.synthetic.speaking OUT --espeak --flite --piper VOICE.onnx

Writes OUT/synthetic/<engine>__<voice>__<number>.flac at 24 kHz; those that are there are kept, so
that a run can be broken off. `KOKORO_RUNTIME` says which runtime Kokoro runs on. espeak-ng, flite
and piper are programs that must be on the PATH.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.random import Generator

from bench.screening.sources import RATE, Samples, read
from bench.sentences import ENGLISH, MANDARIN
from voices.consent import wording
from voices.consent.random_words import new_words

Speaker = Callable[[str], Samples]
"""Speaks a text, [n] at 24 kHz."""

NAMES = {
    "en": ("Emily Carter", "Wei Zhang", "Aoife O'Brien", "Priya Natarajan", "Sarah Miller"),
    "zh": ("李秀英", "王伟", "欧阳娜娜", "张明", "陈静"),
}
PLACES = {
    "en": ("Maple School", "Riverside Academy", "Beijing No. 4 High School"),
    "zh": ("第四中学", "枫叶学校", "北京师范大学"),
}


def text(language: str, rng: Generator) -> str:
    """A statement of consent, or two sentences from a classroom."""
    if rng.random() < 0.25:
        return wording.statement(
            language=language,
            name=str(rng.choice(NAMES[language])),
            organisation=str(rng.choice(PLACES[language])),
            number=wording.new_number(),
            words=new_words(language),
        )
    sentences = {"en": ENGLISH, "zh": MANDARIN}[language]
    return "".join(str(one) + " " for one in rng.choice(sentences, 2, False))


def kokoro(models: Path, people: Path | None, folder: Path) -> Iterator[tuple[str, str, Speaker]]:
    """(name of the source, voice, how it speaks a text) for base voices, and for voices fitted to
    the people, one file each."""
    from speakers.encoders import Encoders
    from synthesis.engines.base import SegmentRequest
    from synthesis.engines.kokoro.catalogue import BASE_VOICES
    from synthesis.engines.kokoro.engine import KokoroEngine
    from synthesis.engines.speaking import speak
    from synthesis.text import plan

    engine = KokoroEngine(models / "kokoro")
    runtime = os.environ.get("KOKORO_RUNTIME", "auto").partition("-")[0]

    def speaker(conditioning: object) -> Speaker:
        def spoken(words: str) -> Samples:
            requests = [SegmentRequest(segment.spans) for segment in plan(words)]
            return speak(engine, conditioning, *requests)  # type: ignore[arg-type]

        return spoken

    if people is None:
        for voice in BASE_VOICES:
            yield (
                f"kokoro-base-{runtime}",
                voice.name,
                speaker(engine.base_conditioning(voice.name)),
            )
        return
    encoders = Encoders.load()
    for file in sorted(people.iterdir()):
        if file.suffix in (".flac", ".wav", ".mp3", ".ogg"):
            fitted = fitted_to(file, folder / "fitted", engine, encoders)
            yield f"kokoro-fitted-{runtime}", file.stem.replace("__", "-"), speaker(fitted)


def fitted_to(file: Path, kept: Path, engine: Any, encoders: Any) -> Any:
    """The conditioning of the voice that is fitted to a recording, which `kept` keeps."""
    from synthesis.engines.base import Clip, Conditioning
    from synthesis.engines.kokoro.fitting.fit import fit_voice

    path = kept / f"{file.stem}.conditioning"
    if path.exists():
        return Conditioning.load(path.read_bytes())
    fitted = fit_voice(engine, encoders, Clip(read(file, 12), RATE), lambda share: None)
    kept.mkdir(parents=True, exist_ok=True)
    path.write_bytes(fitted.dump())
    return fitted


def program(command: list[str]) -> Speaker:
    """A program that writes the WAV file `{out}` of the text `{text}`."""

    def spoken(words: str) -> Samples:
        with tempfile.TemporaryDirectory() as folder:
            out, given = Path(folder) / "out.wav", Path(folder) / "in.txt"
            given.write_text(words)
            filled = [part.format(out=out, text=given) for part in command]
            subprocess.run(filled, check=True, capture_output=True)
            samples, rate = soundfile.read(out, dtype="float32")
            return np.asarray(soxr.resample(samples, rate, RATE), np.float32)

    return spoken


def espeak() -> Iterator[tuple[str, str, Speaker]]:
    """espeak-ng by the library that the engines' phonemizer comes with."""
    for variant in ("en-gb", "en-us", "cmn", "en-gb+f2", "en-us+f4", "cmn+f3", "en-us+m3"):
        yield (
            "espeak-ng",
            variant,
            program(["espeak-ng", "-v", variant, "-w", "{out}", "-f", "{text}"]),
        )


def write(folder: Path, source: str, voice: str, number: int, spoken: Speaker) -> None:
    """One clip, unless it is there."""
    path = folder / "synthetic" / f"{source}__{voice}__{number}.flac"
    if path.exists():
        return
    rng = np.random.default_rng([number, *f"{source} {voice}".encode()])
    bilingual = source.startswith("kokoro")
    language = "zh" if (bilingual and number % 2) or voice.startswith("cmn") else "en"
    samples = spoken(text(language, rng))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    soundfile.write(part, np.clip(samples, -1, 1), RATE, format="FLAC", subtype="PCM_16")
    part.rename(path)


def flite() -> Iterator[tuple[str, str, Speaker]]:
    """Festival Lite, English only: unit selection and statistical voices."""
    for voice in ("awb", "kal16", "rms", "slt"):
        yield "flite", voice, program(["flite", "-voice", voice, "-f", "{text}", "-o", "{out}"])


def piper(model: Path) -> Iterator[tuple[str, str, Speaker]]:
    """Piper (VITS) with the voice of this ONNX file."""
    command = ["piper", "-m", str(model), "-f", "{out}", "-i", "{text}"]
    yield "piper", model.stem, program(command)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.synthetic.speaking", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--models", type=Path, help="folder that holds kokoro/: base voices speak")
    parser.add_argument("--people", type=Path, help="recordings that voices are fitted to instead")
    parser.add_argument("--espeak", action="store_true")
    parser.add_argument("--flite", action="store_true")
    parser.add_argument("--piper", type=Path, nargs="*", default=[], help="its voices' files")
    parser.add_argument("--first", type=int, default=0, help="the number of the first clip")
    parser.add_argument("--clips", type=int, default=2, help="clips of each voice")
    chosen = parser.parse_args()
    speakers: list[Iterator[tuple[str, str, Speaker]]] = []
    if chosen.models:
        speakers.append(kokoro(chosen.models, chosen.people, chosen.out))
    if chosen.espeak:
        speakers.append(espeak())
    if chosen.flite:
        speakers.append(flite())
    speakers += [piper(model) for model in chosen.piper]
    for each in speakers:
        for source, voice, spoken in each:
            for number in range(chosen.first, chosen.first + chosen.clips):
                write(chosen.out, source, voice, number, spoken)
            print(source, voice, flush=True)


if __name__ == "__main__":
    main()
