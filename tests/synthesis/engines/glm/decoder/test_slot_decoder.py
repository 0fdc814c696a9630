"""The slot decoder: exact, independent of neighbours to the last bit, and free of waits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from transformers import LlamaForCausalLM

from synthesis.engines.glm_tts.decoder.drawing import Sampling
from synthesis.engines.glm_tts.decoder.prefill import ReadingShape
from synthesis.engines.glm_tts.decoder.slot_decoder import NoSlot, Order, SlotDecoder
from synthesis.engines.glm_tts.decoder.state import SlotState, sampled
from synthesis.engines.glm_tts.language_model import LanguageModel, SpeechIds
from tests.synthesis.engines.glm.random_checkpoint import small_llm

IDS = SpeechIds(audio=300, count=64, begin=7, end=8)
WIDTHS = (32, 64, 256)
READING = ReadingShape(prompts=2, tokens=16)


def llama(dtype: torch.dtype) -> LlamaForCausalLM:
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(1)
        built = LlamaForCausalLM(small_llm(vocab_size=400)).to(dtype).requires_grad_(False)
    # As sharp as a trained model's distribution, so that sampling matters.
    built.model.embed_tokens.weight.data.mul_(3)
    return built


@pytest.fixture(scope="module")
def bfloat16() -> LanguageModel:
    return LanguageModel(llama(torch.bfloat16), IDS)


def decoder_of(model: LanguageModel, slots: int = 8, **more) -> SlotDecoder:
    given = {"draw": sampled(Sampling()), "widths": WIDTHS, "reading": READING, **more}
    return SlotDecoder(model, slots=slots, **given)


def order(seed: int) -> Order:
    """A segment with a prompt of 1 to 70 tokens, so also one that spans all widths."""
    chance = random.Random(seed)
    prompt = [chance.randrange(400) for _ in range(chance.choice((1, 5, 20, 40, 70)))]
    most = chance.choice((9, 30, 60))
    temperature = chance.choice((0.6, 1.0, 1.4))
    return Order(prompt, least=min(8, most), most=most, temperature=temperature, seed=seed)


def alone(decoder: SlotDecoder, wanted: Order, count: int = 5) -> list[int]:
    slot = decoder.admit(wanted)
    tokens = list(until_ended(decoder, slot, count))
    decoder.evict(slot)
    return tokens


def until_ended(decoder: SlotDecoder, slot: int, count: int) -> Iterator[int]:
    ended = False
    while not ended:
        decoder.step(count)
        for spoken in decoder.read().values():
            yield from spoken.tokens
            ended = spoken.ended


def test_logits_are_those_of_the_whole_llama() -> None:
    """Of every speech token in turn, against transformers' own model without a cache; the prompt
    is read in pieces, and the tokens cross all widths."""
    whole = llama(torch.float32)
    seen: list[torch.Tensor] = []
    inner = sampled(Sampling())

    def noted(logits: torch.Tensor, state: SlotState) -> torch.Tensor:
        seen.append(logits[slot].clone())
        return inner(logits, state)

    decoder = decoder_of(LanguageModel(llama(torch.float32), IDS), draw=noted)
    prompt = [int(token) for token in torch.randint(0, 400, (29,))]
    slot = decoder.admit(Order(prompt, least=50, most=50, temperature=1.0, seed=3))
    tokens = list(until_ended(decoder, slot, 1))
    assert len(tokens) == 50
    with torch.inference_mode():
        read = torch.tensor([[*prompt, *(IDS.audio + token for token in tokens)]])
        wanted = whole(read).logits[0, len(prompt) - 1 : -1]
    for row, logits in zip(wanted, seen, strict=True):
        assert torch.allclose(logits[:-1], row[IDS.audio : IDS.audio + IDS.count], atol=1e-4)
    assert all(logits[-1] == -torch.inf for logits in seen), "audio may not end before `least`"


def test_in_bfloat16_a_segment_is_the_same_to_the_bit_in_any_company(
    bfloat16: LanguageModel,
) -> None:
    """Segments come and go at random, some are given up, and every slot is used again."""
    orders = [order(seed) for seed in range(24)]
    expected = [alone(decoder_of(bfloat16), wanted) for wanted in orders]
    assert len({tuple(tokens) for tokens in expected}) >= 22
    chance = random.Random(2)
    decoder = decoder_of(bfloat16)
    waiting = list(range(len(orders)))
    chance.shuffle(waiting)
    running: dict[int, int] = {}  # by slot
    got: dict[int, list[int]] = {}
    given_up, used, most = set(), set(), 0
    while waiting or running:
        while waiting and decoder.free and chance.random() < 0.5:
            index = waiting.pop()
            slot = decoder.admit(orders[index])
            running[slot], got[index] = index, []
            used.add(slot)
        most = max(most, len(running))
        part = [slot for slot in running if chance.random() < 0.8]
        decoder.step(chance.randrange(1, 7), part)
        if chance.random() < 0.3:
            continue  # What several steps added is read at once.
        for slot, spoken in decoder.read().items():
            got[running[slot]] += spoken.tokens
            if spoken.ended:
                decoder.evict(slot)
                del running[slot]
        if running and chance.random() < 0.05:
            slot = chance.choice(list(running))
            decoder.evict(slot)
            given_up.add(running.pop(slot))
    assert most == 8 and len(used) == 8
    assert 1 <= len(given_up) < 10
    for index, tokens in got.items():
        wanted = expected[index]
        assert tokens == (wanted[: len(tokens)] if index in given_up else wanted)


def test_in_bfloat16_logits_are_the_same_to_the_bit_in_every_slot(bfloat16: LanguageModel) -> None:
    """Every slot is given the same segment: all rows of the logits are equal at every step."""
    rows: list[torch.Tensor] = []

    def noted(logits: torch.Tensor, state: SlotState) -> torch.Tensor:
        rows.append(logits.clone())
        return sampled(Sampling())(logits, state)

    decoder = decoder_of(bfloat16, draw=noted)
    for _ in range(8):
        decoder.admit(replace(order(9), most=30))
    while decoder._prefill.waiting:
        decoder.step(0)  # Prompts are read, two at a time.
    decoder.step(30)
    assert len(rows) == 30
    assert all(torch.equal(logits, logits[:1].expand(8, -1)) for logits in rows)


def test_what_a_slot_held_before_leaves_no_trace(bfloat16: LanguageModel) -> None:
    """Not even if it was not a number, which attention would carry into everything."""
    decoder = decoder_of(bfloat16, slots=1)
    expected = alone(decoder, order(4))
    slot = decoder.admit(order(5))
    decoder.step(9)
    decoder._memory.keys[0][slot] = torch.nan
    decoder.evict(slot)
    assert not any(held[slot].any() for held in decoder._memory.values)
    assert not decoder._state.tokens.any() and not decoder._state.uniform.any()
    assert alone(decoder, order(4)) == expected


def test_a_segment_too_many_is_refused(bfloat16: LanguageModel) -> None:
    decoder = decoder_of(bfloat16, slots=2)
    taken = [decoder.admit(order(seed)) for seed in range(2)]
    assert decoder.free == 0
    with pytest.raises(NoSlot, match="all 2 slots"):
        decoder.admit(order(3))
    decoder.evict(taken[0])
    assert decoder.admit(order(3)) == taken[0]
    with pytest.raises(ValueError, match=r"250 \+ 7 tokens don't fit 256"):
        decoder.admit(Order([1] * 250, least=0, most=7, temperature=1.0, seed=0))


def test_a_long_prompt_does_not_stop_the_others(bfloat16: LanguageModel) -> None:
    """A prompt of twelve pieces is read in twelve steps, in which the other slot goes on."""
    decoder = decoder_of(bfloat16)
    short = decoder.admit(Order([1], least=200, most=200, temperature=1.0, seed=0))
    long = decoder.admit(Order([1] * 190, least=9, most=9, temperature=1.0, seed=0))
    for _ in range(11):
        decoder.step(5)
        assert {slot: len(spoken.tokens) for slot, spoken in decoder.read().items()} == {short: 5}
    decoder.step(5)
    assert {slot: len(spoken.tokens) for slot, spoken in decoder.read().items()} == {
        short: 5,
        long: 5,
    }


class Watched(TorchDispatchMode):
    """Notes every operation and the bytes of the largest result that is new memory."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.largest = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        with self:
            taken_apart = function.decompose(*args, **(kwargs or {}))
        if taken_apart is not NotImplemented:
            return taken_apart
        result = function(*args, **(kwargs or {}))
        self.names.append(function.name())
        given = {each.untyped_storage().data_ptr() for each in _tensors([args, kwargs])}
        for each in _tensors(result):
            if each.untyped_storage().data_ptr() not in given:
                self.largest = max(self.largest, each.untyped_storage().nbytes())
        return result


def _tensors(given: object) -> Iterator[torch.Tensor]:
    if isinstance(given, torch.Tensor):
        if not given.is_mkldnn:  # laid out for the processor: it has no storage to compare
            yield given
    elif isinstance(given, (list, tuple)):
        for each in given:
            yield from _tensors(each)
    elif isinstance(given, dict):
        yield from _tensors(list(given.values()))


WAITS = ("item", "local_scalar", "nonzero", "is_nonzero", "equal", "masked_select")


def test_a_step_waits_for_nothing_and_moves_no_memory(bfloat16: LanguageModel) -> None:
    decoder = decoder_of(bfloat16)
    for seed in range(5):
        decoder.admit(Order([1] * (7 * seed + 1), least=90, most=90, temperature=1.0, seed=seed))
    for _ in range(5):
        decoder.step(1)
    with Watched() as watched:
        decoder.step(3)
    assert len(watched.names) > 100
    assert not any(wait in name for name in watched.names for wait in WAITS)
    assert watched.largest < decoder._memory.keys[0][0].nbytes, "smaller than one slot's keys"
    with Watched() as joining:
        decoder.admit(order(6))
    with Watched() as leaving:
        decoder.evict(0)
    for each in (joining, leaving):
        assert each.largest < decoder._memory.keys[0][0].nbytes
        assert not any(wait in name for name in each.names for wait in ("item", "nonzero"))


@pytest.fixture(scope="module")
def nowhere() -> LanguageModel:
    """The model on a device without data: whatever would bring a number to the host raises."""
    return LanguageModel(llama(torch.bfloat16).to("meta"), IDS)


def test_a_step_copies_nothing_to_the_host(nowhere: LanguageModel) -> None:
    """On a CPU `cpu()`, `tolist()` and `numpy()` are no operations that could be watched."""
    decoder = decoder_of(nowhere)
    for seed in range(5):
        decoder.admit(Order([1] * (7 * seed + 1), least=90, most=90, temperature=1.0, seed=seed))
    for _ in range(5):
        decoder.step(3)
    decoder.evict(0)
    decoder.admit(order(6))
    decoder.step(3)
    with pytest.raises(NotImplementedError, match="no data"):
        decoder.read()


@pytest.mark.parametrize(
    "copies",
    [
        lambda logits: logits.cpu(),
        lambda logits: logits.to("cpu"),
        lambda logits: logits.tolist(),
        lambda logits: logits.numpy(force=True),
        lambda logits: logits.argmax().item(),
        lambda logits: logits.nonzero(),
        lambda logits: torch.empty(logits.shape).copy_(logits),
    ],
)
def test_whatever_copies_to_the_host_would_be_seen(nowhere: LanguageModel, copies) -> None:
    def draw(logits: torch.Tensor, state: SlotState) -> torch.Tensor:
        copies(logits)
        return sampled(Sampling())(logits, state)

    decoder = decoder_of(nowhere, draw=draw)
    decoder.admit(Order([1], least=9, most=9, temperature=1.0, seed=0))
    with pytest.raises((NotImplementedError, RuntimeError, TypeError)):
        decoder.step(1)


def test_memory_stays_where_it_is(bfloat16: LanguageModel) -> None:
    """The addresses of all memory are those of a CUDA graph's capture, whoever comes and goes."""
    decoder = decoder_of(bfloat16)

    def addresses() -> list[int]:
        held = [*decoder._memory.keys, *decoder._memory.values]
        return [each.data_ptr() for each in (*held, *_tensors(vars(decoder._state)))]

    before = addresses()
    for seed in range(6):
        alone(decoder, order(seed))
    assert addresses() == before
