"""Flows of several segments in one batch each give the same result as alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch

from synthesis.engines.glm_tts.acoustic.flow import Carried, Flow, FlowJob, schedule
from synthesis.engines.glm_tts.acoustic.flow_stage import FlowStage
from synthesis.engines.glm_tts.golden import filled
from tests.synthesis.engines.glm.random_checkpoint import AUDIO, SMALL_FLOW


@pytest.fixture(scope="module")
def flow() -> FlowStage:
    return FlowStage(filled(Flow(SMALL_FLOW), "random"))


def job(seed: int, prompt: int, new: int, **more) -> FlowJob:
    chance = torch.Generator().manual_seed(seed)
    length = prompt + new
    return FlowJob(
        tokens=torch.randint(0, AUDIO, (length,), generator=chance),
        prompt_mel=torch.randn(2 * prompt, 80, generator=chance),
        speaker=torch.randn(192, generator=chance),
        noise=torch.randn(2 * length + 50, 80, generator=chance),
        **more,
    )


def blocks(prompt: int) -> tuple[int, ...]:
    return prompt, 25, 50, 200


WHOLE = [job(1, 40, 200), job(2, 10, 8), job(3, 60, 90)]
STREAMS = [
    job(4, 30, 25, blocks=blocks(30)),
    job(5, 75, 400, blocks=blocks(75)),
    job(6, 12, 75, blocks=blocks(12)),
]


def off(made: torch.Tensor, wanted: torch.Tensor) -> float:
    assert made.shape == wanted.shape
    return ((made - wanted).abs().max() / wanted.abs().max()).item()


@pytest.mark.parametrize(
    "jobs", [WHOLE, STREAMS, [*WHOLE, *STREAMS]], ids=["whole", "streams", "mixed"]
)
def test_a_row_gives_the_same_result_as_alone(flow: FlowStage, jobs: Sequence[FlowJob]) -> None:
    together = flow.solve(jobs)
    for given, solved in zip(jobs, together, strict=True):
        alone = flow.solve([given])[0]
        assert solved.mel.shape == (given.frames - len(given.prompt_mel), 80)
        assert off(solved.mel, alone.mel) < 1e-5
        assert off(solved.states, alone.states) < 1e-5


def test_blocks_of_streams_give_the_same_result_as_alone(flow: FlowStage) -> None:
    """One stream is in its first block, one in its second with states carried over."""
    first, second = STREAMS[0], STREAMS[2]
    begun = flow.solve([FlowJob(second.tokens[:37], *_rest(second))])[0]
    going_on = FlowJob(second.tokens, *_rest(second), Carried(begun.states, 50))
    alone = flow.solve([going_on])[0]
    together = flow.solve([first, going_on])[1]
    assert off(together.mel, alone.mel) < 1e-5
    assert torch.equal(together.states[:, :50], begun.states[:, :50])
    assert off(alone.mel, flow.solve([second])[0].mel) > 1e-4, "what is carried over counts"


def _rest(given: FlowJob) -> tuple:
    return given.prompt_mel, given.speaker, given.noise, given.blocks


def test_a_frame_sees_only_its_look_ahead(flow: FlowStage) -> None:
    """Attention does not carry what follows the look-ahead of a frame's block to that frame."""
    stream = STREAMS[1]
    whole = flow.solve([FlowJob(stream.tokens, *_rest(stream)[:3])])[0]
    assert off(flow.solve([stream])[0].mel, whole.mel) > 1e-4


def test_speaker_and_prompt_change_the_result(flow: FlowStage) -> None:
    given = WHOLE[1]
    changed = [
        FlowJob(given.tokens, given.prompt_mel, -given.speaker, given.noise),
        FlowJob(given.tokens, -given.prompt_mel, given.speaker, given.noise),
    ]
    wanted = flow.solve([given])[0].mel
    for other in changed:
        assert off(flow.solve([other])[0].mel, wanted) > 1e-3


def test_the_schedule_ends_at_one() -> None:
    steps = schedule(10)
    assert len(steps) == 10
    assert steps[0][0] == 0
    assert steps[-1][0] + steps[-1][1] == pytest.approx(1)
    lengths = [length for _time, length in steps]
    assert lengths == sorted(lengths), "short steps first"


def test_carried_states_do_not_keep_neighbours_in_memory(flow: FlowStage) -> None:
    """The states of one row are memory of their own, not a view of the batch."""
    solved = flow.solve(WHOLE)[1]
    assert solved.states.untyped_storage().nbytes() == solved.states.nbytes
    assert solved.mel.untyped_storage().nbytes() == solved.mel.nbytes
