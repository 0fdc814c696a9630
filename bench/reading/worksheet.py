"""Speaks four worksheets with Kokoro and lets Whisper hear them: what was written, said and heard.

`python -m bench.reading.worksheet [NAME…]` prints every line that was heard otherwise than it was
said. It names no cause: a word may be read wrongly, spoken unclearly, or spelled otherwise by
Whisper.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.reader import distance, units
from config import ROOT
from synthesis.engines import ENGINES
from synthesis.engines.base import Engine, Samples, SegmentRequest
from synthesis.engines.speaking import speak
from synthesis.text import lines_of, plan_line
from synthesis.text.plan import SegmentPlan
from voices.consent.recogniser import Recogniser

SHEETS = Path(__file__).with_name("worksheets")
VOICES = {"en": "bf_emma", "zh": "zf_xiaoxiao"}
MODELS = ROOT / ".data/models"


@dataclass(frozen=True, slots=True)
class HeardLine:
    """A line of a worksheet as `written`, as it was `said` in words, and as Whisper `heard` it."""

    written: str
    said: str
    heard: str
    language: str

    @property
    def wrong(self) -> int:
        """How many words (Mandarin: characters) were heard that were not said, or not heard."""
        return distance(units(self.said, self.language), units(self.heard, self.language))

    @property
    def length(self) -> int:
        return len(units(self.said, self.language))


def heard_lines(sheet: str, engine: Engine, recogniser: Recogniser) -> Iterator[HeardLine]:
    """Speak each line of a worksheet and hear it again."""
    for line in lines_of((SHEETS / f"{sheet}.txt").read_text("utf-8")):
        segments = [each.segment for each in plan_line(line.text)]
        if not segments:
            continue
        language = segments[0].language
        said = " ".join(span.text for each in segments for span in each.spans)
        speech = np.concatenate([_spoken(engine, each) for each in segments])
        heard = recogniser.hear(speech, engine.sample_rate, language=language, in_words=True)
        yield HeardLine(line.text, said, heard.text, language)


def _spoken(engine: Engine, segment: SegmentPlan) -> Samples:
    """The audio of one segment in a base voice of its language."""
    conditioning = engine.base_conditioning(VOICES[segment.language])
    return speak(engine, conditioning, SegmentRequest(segment.spans))


def main() -> None:
    known = sorted(path.stem for path in SHEETS.glob("*.txt"))
    parser = argparse.ArgumentParser(prog="python -m bench.reading.worksheet", description=__doc__)
    parser.add_argument("sheets", nargs="*", metavar="NAME", help=", ".join(known))
    sheets = parser.parse_args().sheets or known
    if unknown := set(sheets) - set(known):
        parser.error(f"there is no worksheet {', '.join(sorted(unknown))}")
    engine = ENGINES["kokoro"].load(MODELS)
    recogniser = Recogniser(MODELS / "whisper")
    for sheet in sheets:
        lines = list(heard_lines(sheet, engine, recogniser))
        wrong, length = sum(each.wrong for each in lines), sum(each.length for each in lines)
        print(f"\n{sheet}: {wrong} of {length} were heard otherwise ({wrong / length:.1%})")
        for line in lines:
            if line.wrong:
                print(f"  {line.written}\n    said  {line.said}\n    heard {line.heard}")


if __name__ == "__main__":
    main()
