"""Text reaches the model as the reference's frontend writes it.

`../golden/texts.jsonl` has texts with what that frontend made of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synthesis.engines.base import Conditioning, SegmentRequest
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.engines.glm_tts.text.text_tokens import prompt_tokens, text_tokens
from synthesis.engines.glm_tts.text.trained_text import as_trained
from synthesis.text import plan, spans
from synthesis.text.language import EN_STAND_INS, ZH_STAND_INS, main_language
from synthesis.text.span import Span

TEXTS = [
    tuple(json.loads(line))
    for line in (Path(__file__).parents[1] / "golden/texts.jsonl").read_text().splitlines()
]


def read(glm: GlmTtsEngine, spoken: tuple[Span, ...]) -> str:
    """What the model reads of spans without readings that it knows."""
    return glm._text._encoding.decode(text_tokens(spoken, glm._text))


def test_there_are_enough_texts_in_both_languages() -> None:
    mandarin = [text for text, _ in TEXTS if main_language(text) == "zh"]
    assert len(TEXTS) >= 500
    assert len(mandarin) >= 250 and len(TEXTS) - len(mandarin) >= 150


def test_targets_are_as_in_training(glm: GlmTtsEngine) -> None:
    made = {text: read(glm, spans(text, language=main_language(text))) for text, _ in TEXTS}
    assert made == dict(TEXTS)


def test_prompts_are_as_in_training(glm: GlmTtsEngine) -> None:
    made = {text: glm._text._encoding.decode(prompt_tokens(text, glm._text)) for text, _ in TEXTS}
    assert made == {text: f"{expected} " for text, expected in TEXTS}


def test_a_text_as_in_training_stays_so() -> None:
    assert {expected: as_trained(expected) for _, expected in TEXTS} == {
        expected: expected for _, expected in TEXTS
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello，world！", "hello, world."),
        ("Yes。No。", "yes. no."),
        ("London–Paris", "london paris."),
        ("Café au lait!", "café au lait."),
        ("他问：“早上好？”", "他问，早上好?"),
        ('She asked, "Is it late?"', "she asked, is it late?"),
    ],
)
def test_what_the_reference_loses_is_kept(text: str, expected: str) -> None:
    assert as_trained(text) == expected


def test_figures_of_a_prompt_are_spelled_out(glm: GlmTtsEngine) -> None:
    prompts = {"我有3个苹果": "我有三个苹果。 ", "I have 3 apples": "i have three apples. "}
    for transcript, expected in prompts.items():
        assert glm._text._encoding.decode(prompt_tokens(transcript, glm._text)) == expected


def test_a_prompt_without_words_is_none(glm: GlmTtsEngine, voices: list[Conditioning]) -> None:
    assert prompt_tokens("", glm._text) == prompt_tokens("……", glm._text) == []


def test_a_part_cut_at_a_comma_ends_in_a_full_stop(glm: GlmTtsEngine) -> None:
    long = "清晨的阳光洒在操场上，同学们三三两两地走进教室，老师已经站在讲台前等着大家了"
    parts = plan(long)
    assert len(parts) > 1 and parts[0].text.endswith("，")
    for part in parts:
        made = read(glm, part.spans)
        assert made.endswith("。") and "，。" not in made


def test_spelled_words_stand_where_they_were(glm: GlmTtsEngine) -> None:
    spoken = (
        Span("en", "say"),
        Span("en", "to", reading="to"),
        Span("en", "(now)!"),
        Span("en", "Go"),
    )
    tokens = text_tokens(spoken, glm._text)
    phonemes = [glm._text.special[f"<|{name}|>"] for name in "to"]
    assert tokens == [
        *glm._text.encode("say "),
        *phonemes,
        *glm._text.encode(" now. go."),
    ]
    zh, en = ZH_STAND_INS[0], EN_STAND_INS[0]
    assert as_trained(f"hello {zh} {zh} {en} world-{en}，") == f"hello{zh}{zh}{en} world {en}。"


def test_a_text_of_any_length_is_spoken(glm: GlmTtsEngine, voices: list[Conditioning]) -> None:
    for text in ("好", "好。", "I", "Hi."):
        decoding = glm.start(SegmentRequest(spans(text), seed=3), voices[0])
        while not decoding.done:
            glm.step([decoding])
        assert decoding.speech.tokens
