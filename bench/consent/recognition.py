"""Measures the checks of consent: recognition of statements, and likeness of voices.

    python -m bench.consent.recognition MODELS [CLIP...]

Base voices read statements, which the recogniser transcribes. Other sentences are compared with the
statement. Base voices, and pieces of 5 s of the clips, are compared with each other as voices.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from pathlib import Path

import numpy as np

from bench.sentences import ENGLISH, MANDARIN
from speakers.encoders import Encoders
from speakers.voice_print import VoicePrint
from synthesis.engines.base import Samples, SegmentRequest
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.speaking import speak
from synthesis.text import spans
from voices.consent import wording
from voices.consent.check import ConsentChecker, same_speaker
from voices.consent.matching import error_rate, tokens
from voices.consent.random_words import COUNT, MISSED, listed, new_words
from voices.consent.recogniser import Recogniser
from voices.consent.speaker import Likeness, likeness, voice_print
from voices.decode import SAMPLE_RATE, decode

READERS = {
    "en": ("af_heart", "am_adam", "bf_emma", "bm_george", "af_bella", "am_michael"),
    "zh": ("zf_xiaobei", "zm_yunxi", "zf_xiaoni", "zm_yunjian", "zf_xiaoyi", "zm_yunyang"),
}
NAMES = {
    "en": ("Emily Carter", "Wei Zhang", "Aoife O'Brien", "Xiuying Li", "Priya Natarajan"),
    "zh": ("李秀英", "王伟", "欧阳娜娜", "张明", "陈静"),
}
PLACES = {
    "en": ("Maple School", "Beijing No. 4 High School", "Riverside Academy"),
    "zh": ("第四中学", "枫叶学校", "北京师范大学", "Maple School"),
}
TEXTS = {"en": ENGLISH, "zh": MANDARIN}
PIECE_SECONDS = 5


def say(engine: KokoroEngine, reader: str, *texts: str) -> Samples:
    requests = [SegmentRequest(spans(text)) for text in texts]
    return speak(engine, engine.base_conditioning(reader), *requests)


def statements(engine: KokoroEngine, checker: ConsentChecker, rounds: int) -> None:
    chance = random.Random(5)
    for language, readers in READERS.items():
        results, seconds = [], []
        for reader in readers * rounds:
            number, words = wording.new_number(), new_words(language)
            text = wording.statement(
                language=language,
                name=chance.choice(NAMES[language]),
                organisation=chance.choice(PLACES[language]),
                number=number,
                words=words,
            )
            samples = say(engine, reader, text)
            began = time.perf_counter()
            results.append(
                checker.check(
                    samples,
                    engine.sample_rate,
                    statement=text,
                    number=number,
                    words=words,
                    language=language,
                )
            )
            seconds.append(time.perf_counter() - began)
            if not results[-1].holds:
                print(f"{reader}, {number}: {results[-1].reason}: {results[-1].heard}", flush=True)
        rates = [each.error_rate for each in results]
        numbers = sum(each.number_heard for each in results)
        all_heard = sum(each.words_heard == COUNT for each in results)
        enough = sum(each.words_heard >= COUNT - MISSED for each in results)
        print(
            f"statements {language}: {len(results)} read, numbers heard {numbers}, all words "
            f"{all_heard}, all but {MISSED} {enough}, errors median {np.median(rates):.3f} worst "
            f"{max(rates):.3f}, {np.median(seconds):.1f} s each"
        )
        fixed = text.replace(" ".join(number), "").replace(listed(words, language), "")
        wanted = tokens(fixed, language)
        texts = TEXTS[language]
        others = [
            error_rate(wanted, tokens(" ".join(texts[at : at + 4]), language))
            for at in range(len(texts) - 4)
        ]
        print(f"other texts {language}: {len(others)}, errors from {min(others):.2f}")


def voices(name: str, prints: list[tuple[str, VoicePrint]]) -> None:
    pairs: dict[str, list[Likeness]] = {"one person": [], "two people": []}
    for (one, first), (other, second) in itertools.combinations(prints, 2):
        pairs["one person" if one == other else "two people"].append(likeness(first, second))
    for what, alike in pairs.items():
        if not alike:
            continue
        passed = sum(same_speaker(each) for each in alike)
        for encoder in ("ge2e", "campp"):
            low, middle, high = np.quantile([getattr(a, encoder) for a in alike], [0, 0.5, 1])
            print(f"{name}, {what}, {encoder}: {low:.2f} – {middle:.2f} – {high:.2f}")
        print(f"{name}, {what}: {passed} of {len(alike)} pairs count as one person")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, help="folder that holds kokoro/ and whisper/")
    parser.add_argument("clips", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    engine = KokoroEngine(arguments.models / "kokoro")
    encoders = Encoders.load()
    checker = ConsentChecker(Recogniser(arguments.models / "whisper"), encoders)
    statements(engine, checker, arguments.rounds)
    readers = [reader for language in READERS.values() for reader in language[:4]]
    spoken = []
    for reader, texts in itertools.product(readers, TEXTS.values()):
        samples = say(engine, reader, *texts[:2])
        spoken.append((reader, voice_print(encoders, samples, engine.sample_rate)))
    voices("base voices", spoken)
    pieces: list[tuple[str, VoicePrint]] = []
    for path in arguments.clips:
        clip = decode(path)
        count = max(2, int(clip.seconds // PIECE_SECONDS))
        pieces.extend(
            (path.name, voice_print(encoders, piece, SAMPLE_RATE))
            for piece in np.array_split(clip.samples, count)
        )
    voices("clips", pieces)


if __name__ == "__main__":
    main()
