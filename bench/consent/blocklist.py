"""Measures how often a blocked speaker is known again, and how often another is taken for one.

    python -m bench.consent.blocklist FOLDER

FOLDER has recordings of people, <source>__<speaker>__<number>.<ending>; of each the first 12 s
count. Pairs of one speaker's recordings, also after a change of the one that is asked about, and
pairs of two speakers' are compared by both encoders. Saves bench/figures/blocklist.json and the
table in docs/consent.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from bench.screening.__main__ import wilson
from bench.screening.sources import RATE, Samples, read
from bench.synthetic.changes import CHANGES
from speakers.encoders import Encoders
from speakers.voice_print import TooLittleSpeech, VoicePrint
from voices.consent.blocklist import MIN_CAMPP, MIN_GE2E
from voices.consent.speaker import Likeness, likeness, voice_print

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "bench/figures/blocklist.json"
DOCUMENT = ROOT / "docs/consent.md"
BEGIN = "<!-- written by python -m bench.consent.blocklist -->"
END = "<!-- end of the blocklist -->"

SECONDS = 12
CHANGED_OF_A_SPEAKER = 5
"""Of a speaker with several recordings, so many are changed in each way, and the rest are not."""

LIMITS = [(0.0, 0.68), (0.55, 0.6), (0.55, 0.64), (0.55, 0.72), (0.7, 0.68), (0.8, 0.64)]
"""(GE2E, CAM++) that are looked at beside those that hold."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    encoders = Encoders.load()
    of_speaker: dict[str, list[Path]] = defaultdict(list)
    for file in sorted(folder.iterdir()):
        of_speaker[file.name.split("__")[1]].append(file)
    plain = {
        file: made
        for files in of_speaker.values()
        for file in files
        if (made := _print(encoders, _start(file))) is not None
    }
    same = {"as it is": [likeness(*pair) for pair in _pairs(of_speaker, plain)]}
    apart = [
        (one, two)
        for one, two in combinations(plain, 2)
        if one.name.split("__")[1] != two.name.split("__")[1]
    ]
    others = [likeness(plain[one], plain[two]) for one, two in apart]
    print(max(zip(others, apart, strict=True), key=lambda pair: pair[0].campp))
    changed_others: list[Likeness] = []
    for name in (each for each in CHANGES if each != "none"):
        same[name] = []
        for speaker, files in of_speaker.items():
            for file in files[:CHANGED_OF_A_SPEAKER] if len(files) > 1 else []:
                made = _print(encoders, CHANGES[name](_start(file), _generator(file, name)))
                if made is None:
                    continue
                rest = [plain[each] for each in files[CHANGED_OF_A_SPEAKER:] if each in plain]
                same[name] += [likeness(made, each) for each in rest]
                changed_others += [
                    likeness(made, known)
                    for of, known in plain.items()
                    if of.name.split("__")[1] != speaker
                ]
    speakers = len(of_speaker)
    figures = _figures(speakers, len(plain), same, others, changed_others)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n")
    _document(figures)
    print(json.dumps(figures, indent=1))


def _start(file: Path) -> Samples:
    return read(file, SECONDS)[: SECONDS * RATE]


def _print(encoders: Encoders, samples: Samples) -> VoicePrint | None:
    try:
        return voice_print(encoders, samples, RATE)
    except TooLittleSpeech:
        return None


def _pairs(
    of_speaker: dict[str, list[Path]], plain: dict[Path, VoicePrint]
) -> Iterable[tuple[VoicePrint, VoicePrint]]:
    for files in of_speaker.values():
        for one, two in combinations([each for each in files if each in plain], 2):
            yield plain[one], plain[two]


def _generator(file: Path, change: str) -> np.random.Generator:
    return np.random.default_rng(list(hashlib.sha256(f"{file.name} {change}".encode()).digest()))


def _figures(
    speakers: int,
    recordings: int,
    same: dict[str, list[Likeness]],
    others: Sequence[Likeness],
    changed_others: Sequence[Likeness],
) -> dict[str, Any]:
    limits = sorted({*LIMITS, (MIN_GE2E, MIN_CAMPP)})
    all_others = [*others, *changed_others]
    return {
        "at": datetime.now(UTC).date().isoformat(),
        "speakers": speakers,
        "recordings": recordings,
        "limits": [MIN_GE2E, MIN_CAMPP],
        "same": {name: _line(pairs, MIN_GE2E, MIN_CAMPP) for name, pairs in same.items()},
        "others": _line(others, MIN_GE2E, MIN_CAMPP),
        "others, one of them changed": _line(changed_others, MIN_GE2E, MIN_CAMPP),
        "by_limit": [
            {
                "ge2e": ge2e,
                "campp": campp,
                "same": _line(same["as it is"], ge2e, campp),
                "changed": _line(
                    [x for k, v in same.items() if k != "as it is" for x in v], ge2e, campp
                ),
                "others": _line(all_others, ge2e, campp),
            }
            for ge2e, campp in limits
        ],
        "nearest_others": [
            [round(each.ge2e, 3), round(each.campp, 3)]
            for each in sorted(all_others, key=lambda one: -(one.ge2e + one.campp))[:10]
        ],
    }


def _line(pairs: Sequence[Likeness], ge2e: float, campp: float) -> dict[str, Any]:
    known = sum(each.ge2e >= ge2e and each.campp >= campp for each in pairs)
    low, high = wilson(known, len(pairs))
    spread = {
        name: [round(float(x), 3) for x in np.percentile([getattr(p, name) for p in pairs], at)]
        for name, at in (("ge2e", [1, 5, 50, 95, 99, 100]), ("campp", [1, 5, 50, 95, 99, 100]))
    }
    return {
        "pairs": len(pairs),
        "known": known,
        "interval": [round(low, 6), round(high, 6)],
        **spread,
    }


def _document(figures: dict[str, Any]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    if BEGIN not in text:
        return
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    table = "\n".join(_rows(figures))
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def _rows(figures: dict[str, Any]) -> Iterable[str]:
    """A table of limits, and one of cosines after changes."""
    yield "| GE2E, CAM++ | one speaker, as it is | one speaker, one changed | two speakers |"
    yield "|---|---|---|---|"
    for each in figures["by_limit"]:
        holds = " (holds)" if [each["ge2e"], each["campp"]] == figures["limits"] else ""
        cells = (_known(each[name]) for name in ("same", "changed", "others"))
        yield f"| {each['ge2e']:.2f}, {each['campp']:.2f}{holds} | {' | '.join(cells)} |"
    yield ""
    yield "| One speaker, one of two recordings changed | GE2E, 5 % and median | CAM++ |"
    yield "|---|---|---|"
    for name, line in figures["same"].items():
        cells = (f"{line[each][1]:.2f}, {line[each][2]:.2f}" for each in ("ge2e", "campp"))
        yield f"| {name} | {' | '.join(cells)} |"


def _known(line: dict[str, Any]) -> str:
    """So many of so many, as a share where it isn't tiny."""
    share = 100 * line["known"] / line["pairs"]
    shown = f" ({share:.1f} %)" if share >= 0.1 else ""
    return f"{line['known']:,} of {line['pairs']:,}{shown}"


if __name__ == "__main__":
    main()
