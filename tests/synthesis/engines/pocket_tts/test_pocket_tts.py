"""Pocket TTS keeps the contract of engines: the same every time, nothing kept between requests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from synthesis.engines import ENGINES
from synthesis.engines.base import (
    Chunk,
    Conditioning,
    ConditioningInvalid,
    EngineError,
    SegmentRequest,
    Unspeakable,
)
from synthesis.engines.pocket_tts.conditioning import Enroller
from synthesis.engines.pocket_tts.engine import PocketDecoding, PocketTtsEngine
from synthesis.engines.pocket_tts.guard import Guard
from synthesis.engines.pocket_tts.model import load
from synthesis.engines.pocket_tts.options import Options
from synthesis.text.span import Span
from tests.synthesis.engines.pocket_tts import random_weights
from tests.synthesis.engines.pocket_tts.conftest import clip

HELLO = SegmentRequest((Span("en", "Hello there, my friend."),), seed=5)
OTHER = SegmentRequest((Span("en", "And now for another thing altogether."),), seed=6)
LONG = SegmentRequest((Span("en", "This is a first sentence of some length. " * 4),), seed=7)


def finish(
    engine: PocketTtsEngine, decodings: Sequence[PocketDecoding]
) -> list[tuple[bytes, list[Chunk]]]:
    """Step all together to their ends: the sound of each, and its chunks."""
    chunks: dict[int, list[Chunk]] = {id(each): [] for each in decodings}
    while not all(each.done for each in decodings):
        for chunk in engine.step(decodings):
            chunks[id(chunk.decoding)].append(chunk)
    return [
        (b"".join(each.samples.tobytes() for each in found), found) for found in chunks.values()
    ]


def speak(engine: PocketTtsEngine, request: SegmentRequest, voice: Conditioning) -> bytes:
    ((sound, _chunks),) = finish(engine, [engine.start(request, voice)])
    return sound


def test_sound_is_given_frame_by_frame_and_ends(
    pocket: PocketTtsEngine, people: list[Conditioning]
) -> None:
    ((sound, chunks),) = finish(pocket, [pocket.start(HELLO, people[0])])
    assert [chunk.final for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert len(chunks) > 1 and len(chunks[0].samples) == 4 * 1920
    assert len(sound) // 4 % 1920 == 0
    samples = np.frombuffer(sound, np.float32)
    assert samples.dtype == np.float32 and 1e-3 < np.abs(samples).max() <= 1
    assert samples[0] == 0, "it fades in"


def test_neither_what_was_spoken_before_nor_what_is_beside_changes_a_byte(
    pocket: PocketTtsEngine, people: list[Conditioning]
) -> None:
    alone = [speak(pocket, HELLO, people[0]), speak(pocket, OTHER, people[1])]
    beside = [pocket.start(HELLO, people[0])]
    (first,) = pocket.step(beside)  # the second joins a step later
    beside.append(pocket.start(OTHER, people[1]))
    (rest, _chunks), (other, _others) = finish(pocket, beside)
    assert [first.samples.tobytes() + rest, other] == alone
    assert speak(pocket, HELLO, people[0]) == alone[0]


def test_nothing_outside_decides_the_take_and_the_take_decides_nothing_outside(
    pocket: PocketTtsEngine, people: list[Conditioning]
) -> None:
    torch.manual_seed(1)
    state = torch.get_rng_state()
    first = speak(pocket, HELLO, people[0])
    assert torch.equal(torch.get_rng_state(), state)
    torch.manual_seed(2)
    assert speak(pocket, HELLO, people[0]) == first


def test_the_library_leaves_the_process_its_threads() -> None:
    """In a process of its own, as it takes them when it is imported first."""
    script = (
        "import torch\n"
        "torch.set_num_threads(3)\n"
        "from synthesis.engines.pocket_tts.model import released_config\n"
        "released_config()\n"
        "print(torch.get_num_threads())"
    )
    root = Path(__file__).parents[4]
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["3"]


def test_another_engine_of_the_same_files_gives_the_same_take(
    pocket: PocketTtsEngine, pocket_folder: Path, small: Path, people: list[Conditioning]
) -> None:
    other = PocketTtsEngine(pocket_folder, pocket.options, small)
    other.warm_up()
    assert speak(other, HELLO, people[0]) == speak(pocket, HELLO, people[0])


def test_the_seed_the_voice_the_words_and_the_liveliness_each_change_the_take(
    pocket: PocketTtsEngine, people: list[Conditioning]
) -> None:
    takes = {
        speak(pocket, HELLO, people[0]),
        speak(pocket, replace(HELLO, seed=7), people[0]),
        speak(pocket, HELLO, people[1]),
        speak(pocket, replace(HELLO, spans=(Span("en", "Hello there, my fiend."),)), people[0]),
        speak(pocket, replace(HELLO, expressiveness=2.0), people[0]),
    }
    assert len(takes) == 5


def test_a_long_text_is_spoken_in_pieces_from_the_voice_each(
    pocket: PocketTtsEngine, people: list[Conditioning]
) -> None:
    decoding = pocket.start(LONG, people[0])
    assert len(decoding.pieces) == 4
    heard = {name: state["cache"].clone() for name, state in decoding.voice.state.items()}
    ((_sound, chunks),) = finish(pocket, [decoding])
    assert sum(chunk.final for chunk in chunks) == 1
    for name, cache in heard.items():
        assert torch.equal(decoding.voice.state[name]["cache"], cache), "the voice is kept"


def test_a_stored_voice_is_small_and_speaks_the_same(
    pocket: PocketTtsEngine, people: list[Conditioning]
) -> None:
    stored = people[0].dump()
    assert len(stored) < 9_000
    assert speak(pocket, HELLO, Conditioning.load(stored)) == speak(pocket, HELLO, people[0])


def test_enrolment_is_deterministic_and_wants_no_transcript(
    pocket_folder: Path, small: Path, people: list[Conditioning]
) -> None:
    enroller = Enroller(load(pocket_folder, small))
    told: list[float] = []
    again = enroller.enrol(clip(110), "any words", told.append)
    assert again.dump() == people[0].dump()
    assert told == sorted(told) and told[-1] == 1.0
    with pytest.raises(EngineError, match="not 1 to 30"):
        enroller.enrol(clip(110, 0.5), "", told.append)


def test_mandarin_is_refused_and_so_is_nothing(
    pocket: PocketTtsEngine, people: list[Conditioning]
) -> None:
    assert ENGINES["pocket_tts"].languages == frozenset({"en"})
    for spans in [
        (),
        (Span("en", "..."),),
        (Span("zh", "你好。"),),
        (Span("en", "Hello"), Span("zh", "小明"), Span("en", ".")),
    ]:
        with pytest.raises(Unspeakable):
            pocket.start(SegmentRequest(spans), people[0])


def test_what_it_can_not_do_is_refused(pocket: PocketTtsEngine, people: list[Conditioning]) -> None:
    with pytest.raises(ValueError, match="speed"):
        pocket.start(replace(HELLO, speed=1.1), people[0])
    with pytest.raises(ValueError, match="expressiveness"):
        pocket.start(replace(HELLO, expressiveness=2.1), people[0])
    with pytest.raises(KeyError):
        pocket.base_conditioning("alba")
    assert ENGINES["pocket_tts"].speeds == (1.0, 1.0)


def test_foreign_and_broken_conditionings_are_refused(
    pocket: PocketTtsEngine, people: list[Conditioning]
) -> None:
    good = people[0].arrays
    bad = [
        Conditioning("zipvoice", 1, good),
        Conditioning("pocket_tts", 2, good),
        Conditioning("pocket_tts", 1, {"frames": good["frames"]}),
        Conditioning("pocket_tts", 1, {**good, "frames": good["frames"][:, :5]}),
        Conditioning("pocket_tts", 1, {**good, "frames": good["frames"][:0]}),
        Conditioning("pocket_tts", 1, {**good, "frames": good["frames"] * np.nan}),
        Conditioning("pocket_tts", 1, {**good, "weights": np.array("0" * 64)}),
    ]
    for conditioning in bad:
        with pytest.raises(ConditioningInvalid):
            pocket.start(HELLO, conditioning)


def test_a_take_that_never_ends_is_thrown_away(
    tmp_path: Path, small: Path, people: list[Conditioning]
) -> None:
    folder = random_weights.write(tmp_path / "endless", small, ends=-1000.0)
    for guarded, failure in ((True, "length"), (False, "")):
        engine = PocketTtsEngine(folder, Options(1, guarded), small)
        decoding = engine.start(HELLO, people[0])
        ((_sound, chunks),) = finish(engine, [decoding])
        assert chunks[-1].final and chunks[-1].failure == failure
        assert not any(chunk.failure for chunk in chunks[:-1])


def test_bounds_of_a_take() -> None:
    second = np.full(24_000, 0.1, np.float32)
    assert Guard(4000).complaint(second, final=True, cut=False) == "length", "too short"
    assert Guard(4000).complaint(second, final=False, cut=False) == ""
    assert Guard(4000).complaint(np.tile(second, 3), final=True, cut=False) == ""
    assert Guard(4000).complaint(np.tile(second, 15), final=False, cut=False) == "length"
    assert Guard(4000).complaint(np.tile(second, 3), final=True, cut=True) == "length"
    assert Guard(4000).complaint(np.tile(second, 4) * 0, final=True, cut=False) == "silence"


def test_bad_options_are_refused() -> None:
    assert Options.of({"POCKET_TTS_THREADS": "3", "POCKET_TTS_GUARD": "0"}) == Options(3, False)
    with pytest.raises(ValueError, match="POCKET_TTS_THREADS"):
        Options.of({"POCKET_TTS_THREADS": "0"})
