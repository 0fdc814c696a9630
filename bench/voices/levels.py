"""Measures how loud Kokoro's base voices are, and keeps it in `levels.json` of the engine.

python -m bench.voices.levels MODELS
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from synthesis.engines.kokoro import levels
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting.fit import SPOKEN
from synthesis.engines.kokoro.voice import KokoroVoice
from synthesis.engines.loudness import loudness
from synthesis.engines.speaking import speak

QUIET = -12.0
"""dB: so soft that the limiter has nothing to do."""


def level(engine: KokoroEngine, name: str) -> float:
    """The loudness in LUFS of a base voice as the network speaks it."""
    voice = KokoroVoice.read(engine.base_conditioning(name), engine.voices_digest)
    spoken = speak(engine, engine.conditioning(replace(voice, gain=QUIET)), *SPOKEN)
    return loudness(spoken, engine.sample_rate) - QUIET


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, help="folder that holds kokoro/")
    engine = KokoroEngine(parser.parse_args().models / "kokoro")
    measured = {voice.name: round(level(engine, voice.name), 2) for voice in BASE_VOICES}
    levels.FILE.write_text(json.dumps(measured, indent=1) + "\n")
    heard = np.array(list(measured.values()))
    print(f"{heard.min():.1f} to {heard.max():.1f} LUFS, mean {heard.mean():.1f}")


if __name__ == "__main__":
    main()
