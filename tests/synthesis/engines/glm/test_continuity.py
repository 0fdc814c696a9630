"""Earlier sentences as a part of the prompt, by the reference's rule."""

from __future__ import annotations

import random

import pytest
import torch

from synthesis.engines.base import Before, Conditioning, SegmentRequest
from synthesis.engines.glm_tts.continuity import SPEECH_TOKENS, Said, remembered
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.engines.glm_tts.text.text_tokens import text_tokens
from synthesis.text.span import Span
from tests.synthesis.engines.glm.speaking import alone, begin

FIRST = SegmentRequest((Span("en", "hello world."),))
SECOND_SPANS = (Span("en", "and a good day."),)


def by_the_reference(prompt: Said, sentences: list[Said]) -> list[list[Said]]:
    """What each sentence is given: a cache that only ever forgets, from its second item on."""
    cache, given = [prompt], []
    for said in sentences:
        speech = sum(len(each.speech) for each in cache)
        ratio = speech / (sum(len(each.text) for each in cache) or 1)
        expected = int(ratio * len(said.text))
        while sum(len(each.speech) for each in cache) + expected > SPEECH_TOKENS and len(cache) > 1:
            cache.pop(1)
        given.append(list(cache))
        cache.append(said)
    return given


@pytest.mark.parametrize("seed", range(20))
def test_what_is_remembered_is_what_the_reference_remembers(seed: int) -> None:
    chance = random.Random(seed)

    def said() -> Said:
        text = chance.randrange(1, 60)
        return Said([0] * text, [1] * (text * chance.randrange(3, 9)))

    prompt, sentences = said(), [said() for _ in range(12)]
    for index, given in enumerate(by_the_reference(prompt, sentences)):
        kept = remembered(prompt, sentences[:index], sentences[index].text)
        assert [id(each) for each in kept] == [id(each) for each in given]


def test_a_prompt_is_never_forgotten() -> None:
    prompt = Said([0] * 10, [1] * 900)
    assert remembered(prompt, [Said([0], [1])] * 3, [0] * 50) == [prompt]


def test_a_sentence_goes_on_from_the_one_before(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    first = alone(glm, FIRST, voices[0])
    before = (Before(FIRST.spans, tuple(first.tokens)),)
    going_on = begin(glm, SegmentRequest(SECOND_SPANS, before=before), voices[0])
    by_itself = begin(glm, SegmentRequest(SECOND_SPANS), voices[0])
    ids = glm._model.ids
    written = text_tokens(FIRST.spans, glm._text)
    at = list(by_itself.decoding.order.prompt).index(ids.begin)
    spoken = [ids.audio + token for token in first.tokens]
    text = text_tokens(SECOND_SPANS, glm._text)
    prompt = list(by_itself.decoding.order.prompt)
    assert going_on.decoding.order.prompt == [
        *prompt[: at - len(text)], *written, *text, *prompt[at:], *spoken,
    ]  # fmt: skip
    assert going_on.decoding.order.least == by_itself.decoding.order.least
    # The flow is given the clip alone.
    theirs, own = going_on.decoding.speech.voice, by_itself.decoding.speech.voice
    assert torch.equal(theirs.speech_tokens, own.speech_tokens)
    assert torch.equal(theirs.mel, own.mel)


def test_a_finished_sentence_hands_on_its_tokens(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    heard = begin(glm, FIRST, voices[0])
    chunks = []
    while not heard.decoding.done:
        chunks += glm.step([heard.decoding])
    assert chunks[-1].final and list(chunks[-1].kept) == heard.tokens
    assert all(not chunk.kept for chunk in chunks[:-1])


def test_many_long_sentences_leave_room_for_this_one(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    """Text tokens count towards a slot, though not towards the reference's limit."""
    long = (Span("en", "one two three four five six seven. " * 60),)
    before = tuple(Before(long, (1, 2, 3)) for _ in range(6))
    order = glm.start(SegmentRequest(SECOND_SPANS, before=before), voices[0]).order
    alone_order = glm.start(SegmentRequest(SECOND_SPANS), voices[0]).order
    assert order.most == alone_order.most
    assert len(order.prompt) + order.most <= 2048
