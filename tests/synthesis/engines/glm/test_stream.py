"""Audio is streamed while tokens are still being generated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from synthesis.engines.base import Conditioning, SegmentRequest
from synthesis.engines.glm_tts.acoustic.flow import Carried, block_frames, block_mask, final_frames
from synthesis.engines.glm_tts.acoustic.flow_stage import FlowStage
from synthesis.engines.glm_tts.acoustic.vocoder import CONTEXT, LEAD
from synthesis.engines.glm_tts.config import HOP, SAMPLE_RATE
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.engines.glm_tts.stream import FADE, Noise, Speech, at_speed
from synthesis.text.span import Span
from tests.synthesis.engines.glm.speaking import alone, begin, step

LONG = SegmentRequest((Span("en", "hello world, the inner world in there"),), seed=11)


def test_the_first_audio_is_sent_after_25_tokens(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    decoding = glm.start(LONG, voices[0])
    steps = 0
    while not (chunks := glm.step([decoding])):
        steps += 1
    assert len(decoding.speech.tokens) == 25, "nobody else waits for tokens"
    reading = -(-(len(decoding.order.prompt) - 1) // 32)
    # The first tokens come in the step that reads the last piece, the flow ends in the last one.
    assert steps + 1 == reading - 1 + 5
    # A second, less the look-ahead and the fade.
    assert len(chunks[0].samples) == SAMPLE_RATE - 12 * 960 - FADE
    assert not chunks[0].final


def test_others_get_tokens_while_a_flow_is_solved(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    first, second = glm.start(LONG, voices[0]), glm.start(LONG, voices[1])
    while len(first.speech.tokens) < 10:
        glm.step([first])
    while not any(chunk.decoding is first for chunk in glm.step([first, second])):
        pass
    assert len(first.speech.tokens) == 30
    assert second.speech.tokens


@pytest.mark.parametrize("speed", [0.5, 0.9, 1.0, 2.0])
def test_no_audio_is_lost_or_repeated_at_any_speed(
    glm: GlmTtsEngine, voices: list[Conditioning], speed: float
) -> None:
    request = SegmentRequest(LONG.spans, speed=speed, seed=11)
    heard = alone(glm, request, voices[0], exactly=90)
    assert len(heard.samples) == int(180 / speed) * HOP


def test_blocks_join_without_a_step(glm: GlmTtsEngine, voices: list[Conditioning]) -> None:
    """The waveform changes no more at joints than elsewhere."""
    heard = alone(glm, LONG, voices[0], exactly=90)
    moves = np.abs(np.diff(heard.samples))
    joints = np.cumsum([len(piece) for piece in heard.pieces])[:-1]
    assert len(joints) >= 2
    assert max(moves[joint - 1] for joint in joints) <= np.quantile(moves, 0.999)


def test_a_fade_leads_from_the_old_block_to_the_new(voices, glm: GlmTtsEngine) -> None:
    """With a vocoder that returns the number of the block, the joint is a ramp of 0.1 s."""
    speech = Speech.begin(glm._voice(voices[0]), speed=1.0, seed=0, whole=False)
    solve = FlowStage(glm._flow).solve
    speech.tokens = [1] * 25
    first = speech.render(solve([speech.job])[0], _constant(0.0))
    speech.tokens = [1] * 75
    second = speech.render(solve([speech.job])[0], _constant(1.0))
    assert not first.any()
    assert np.allclose(second[:FADE], np.linspace(0, 1, FADE))
    assert (second[FADE:] == 1).all()


def _constant(level: float):
    def vocode(mel, noise, before, lead):
        frames = mel.shape[2] - lead
        return torch.full((1, frames * HOP), level), torch.zeros(1, frames, 9)

    return vocode


def test_tokens_that_end_with_a_block_need_no_further_flow(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    decoding = glm.start(LONG, voices[0])
    decoding.order = replace(decoding.order, least=75, most=75)
    submit, solved = glm._stage.submit, []
    monkeypatch.setattr(glm._stage, "submit", lambda *job: solved.append(1) or submit(*job))
    total = 0
    while not decoding.done:
        total += sum(len(chunk.samples) for chunk in glm.step([decoding]))
    assert total == 75 * 960
    assert solved == [1, 1]


def test_streamed_audio_is_close_to_whole(glm: GlmTtsEngine, voices: list[Conditioning]) -> None:
    """The mel of blocks differs from that of the whole only by what a block can't see."""
    voice = glm._voice(voices[0])
    tokens = alone(glm, LONG, voices[0], exactly=75).tokens
    mels = []
    for whole in (False, True):
        speech = Speech.begin(voice, speed=1.0, seed=0, whole=whole)
        ends = (75,) if whole else (25, 75)
        for end in ends:
            speech.tokens = tokens[:end]
            solved = FlowStage(glm._flow).solve([speech.job])[0]
            speech.render(solved, _constant(0))
        mels.append(solved.mel)
    streamed, at_once = mels
    off = (streamed - at_once).norm() / at_once.norm()
    assert 0 < off < 0.2


def test_where_nobody_listens_a_segment_is_made_whole(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    """Beside one that is streamed."""
    running = [begin(glm, replace(LONG, whole=whole), voices[0], 90) for whole in (True, False)]
    while left := [heard for heard in running if not heard.decoding.done]:
        step(glm, left)
    assert [len(heard.pieces) for heard in running] == [1, 3]
    assert [len(heard.samples) for heard in running] == [90 * 960] * 2


def test_noise_is_the_same_however_it_is_asked_for() -> None:
    one, other = (Noise(7, 3, torch.device("cpu"), piece=10) for _ in range(2))
    wanted = one.between(0, 95)
    assert torch.equal(other.between(0, 4), wanted[:4])
    assert torch.equal(other.between(2, 33), wanted[2:33])
    other.forget(30)
    assert torch.equal(other.between(30, 95), wanted[30:])
    assert not torch.equal(Noise(8, 3, torch.device("cpu"), piece=10).between(0, 95), wanted)


def test_the_vocoder_goes_on_where_it_was(glm: GlmTtsEngine) -> None:
    """A mel in two parts sounds as in one, and only the second part is computed."""
    chance = torch.Generator().manual_seed(0)
    mel = torch.randn(1, 80, 200, generator=chance)
    noise = torch.randn(1, 200 * HOP, 9, generator=chance)
    whole, turns = glm._vocoder.go_on(mel, noise)
    start = 120
    part, rest = glm._vocoder.go_on(
        mel[:, :, start - LEAD :], noise[:, start * HOP :], turns[:, start - 1], LEAD
    )
    assert torch.allclose(rest, turns[:, start:], rtol=1e-6)
    assert part.shape == (1, (200 - start) * HOP)
    after = CONTEXT * HOP
    off = (part[:, after:] - whole[:, start * HOP + after :]).abs().max()
    assert off < 1e-3 * whole.abs().max(), "pitches are rounded otherwise, and phases add up"


def test_warming_up_renders_a_block(glm: GlmTtsEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    solved: list[int] = []
    submit = glm._stage.submit
    monkeypatch.setattr(
        glm._stage, "submit", lambda key, job, due: solved.append(job.frames) or submit(key, job)
    )
    glm.warm_up()
    assert solved == [2 * (75 + 25)]


def test_final_frames_do_not_change_in_later_blocks(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    """Frames that a block made final are the same in the next one."""
    voice = glm._voice(voices[0])
    tokens = torch.arange(75) % 60
    speech = Speech.begin(voice, speed=1.0, seed=0, whole=False)
    speech.tokens = tokens[:25].tolist()
    first = FlowStage(glm._flow).solve([speech.job])[0]
    speech.render(first, _constant(0))
    assert isinstance(speech.carried, Carried)
    speech.tokens = tokens.tolist()
    second = FlowStage(glm._flow).solve([speech.job])[0]
    final = speech.carried.final
    # The states before the last step are restored.
    assert torch.equal(first.states[:, :final], second.states[:, :final])
    assert not torch.equal(first.states[:, final:], second.states[:, final : first.states.shape[1]])


def test_final_frames_follow_the_reference() -> None:
    assert final_frames(60, 50, 12) == 60 + 26 + 1
    assert final_frames(0, 150, 25) == 101


@pytest.mark.parametrize("blocks", [(30, 25, 50, 200), (7, 3), (40, 100)])
def test_the_block_mask_follows_its_definition(blocks: tuple[int, ...]) -> None:
    length = 900
    sizes = [block_frames(tokens) for tokens in blocks]
    mask = block_mask(blocks, length)
    start, index = 0, 0
    while start < length:
        size = sizes[min(index, len(sizes) - 1)]
        least = int(size / 2) if size <= 172 else int(size / 1.5)
        for frame in range(start, min(start + size, length)):
            sees = max(start + size, frame + 1 + least)
            assert int(mask[frame].sum()) == min(sees, length)
            assert mask[frame, : min(sees, length)].all()
        start += size
        index += 1


def test_blocks_count_frames_as_in_training() -> None:
    assert [block_frames(n) for n in (25, 50, 200)] == [172, 344, 1378]


def test_speed_stretches_the_same_curve() -> None:
    mel = torch.arange(100.0)[:, None].expand(-1, 80)
    assert torch.allclose(at_speed(mel, 2.0)[:, 0], torch.arange(0.0, 100, 2))
    slow = at_speed(mel, 0.5)[:, 0]
    assert len(slow) == 200
    assert torch.allclose(slow[:198], torch.arange(0.0, 99, 0.5))
    # The first frames don't depend on how many follow, so blocks of a stream fit together.
    assert torch.equal(at_speed(mel[:60], 0.7)[:80], at_speed(mel, 0.7)[:80])
