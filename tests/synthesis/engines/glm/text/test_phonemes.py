"""A reading becomes phoneme tokens, as far as the tokenizer has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.engines.base import Conditioning, SegmentRequest, Unspeakable
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.engines.glm_tts.text.phonemes import PhonemeUnknown, inventory, spell
from synthesis.engines.glm_tts.text.text_tokens import text_tokens
from synthesis.text.span import Span


class Everything:
    """An inventory with every phoneme."""

    def __contains__(self, name: object) -> bool:
        return True


@pytest.mark.parametrize(
    ("reading", "phonemes"),
    [
        ("chong2 qing4", "CH ONG2 Q ING4"),
        ("zhi1 chi1 shi4 ri4", "ZH III1 CH III1 SH III4 R III4"),
        ("zi3 ci4 si1", "Z II3 C II4 S II1"),
        ("xian2 yi4", "X IAN2 I4"),
        ("lü4 nü3 yue4 ju2", "L V4 N V3 VE4 J V2"),
        ("lv4 lu:4", "L V4 L V4"),
        ("gui4 jiu3 dun4 wen2", "G UEI4 J IOU3 D UEN4 UEN2"),
        ("er2 wo3 ma5", "ER2 UO3 M A5"),
    ],
)
def test_pinyin_is_split_into_initial_and_final(reading: str, phonemes: str) -> None:
    assert " ".join(spell("zh", reading, Everything())) == phonemes


@pytest.mark.parametrize("reading", ["chong", "chong6", "ng2", "重", "qing4!"])
def test_invalid_pinyin_is_named(reading: str) -> None:
    with pytest.raises(PhonemeUnknown) as refused:
        spell("zh", f"chong2 {reading}", Everything())
    assert refused.value.symbols == (reading,)


def test_the_tokenizer_decides_what_is_valid(glm_models: Path) -> None:
    known = inventory(glm_models)
    assert {"CH", "ONG2", "ə"} <= known
    assert not {"user", "begin_of_audio", "audio_0", "endoftext"} & known
    assert spell("zh", "chong2 qing4", known) == ("CH", "ONG2", "Q", "ING4")
    with pytest.raises(PhonemeUnknown) as refused:
        spell("zh", "chong3 bei3", known)
    assert refused.value.symbols == ("ONG3", "B", "EI3")


def test_ipa_is_split_into_the_tokenizers_symbols(glm_models: Path) -> None:
    known = inventory(glm_models)
    assert spell("en", "təˈto", known) == ("t", "ə", "t", "o")
    with pytest.raises(PhonemeUnknown) as refused:
        spell("en", "təˈmɑːtəʊ", known)
    assert refused.value.symbols == ("m", "ɑ", "ʊ")


def test_without_the_model_there_is_no_inventory(tmp_path: Path) -> None:
    assert inventory(tmp_path) == frozenset()


def test_a_reading_replaces_its_word_in_place(glm: GlmTtsEngine) -> None:
    spans = (Span("zh", "你好"), Span("zh", "重庆", reading="chong2 qing4"), Span("en", " world"))
    tokens = text_tokens(spans, glm._text)
    special = glm._text.special
    phonemes = [special[f"<|{name}|>"] for name in ("CH", "ONG2", "Q", "ING4")]
    before, after = glm._text.encode("你好"), glm._text.encode("world。")
    assert tokens == [*before, *phonemes, *after]


def test_a_word_whose_reading_lacks_phonemes_is_read_as_written(
    glm: GlmTtsEngine, caplog: pytest.LogCaptureFixture
) -> None:
    tokens = text_tokens((Span("zh", "重庆", reading="bei3 jing1"),), glm._text)
    assert tokens == text_tokens((Span("zh", "重庆"),), glm._text)
    assert "no phonemes for B" in caplog.text


def test_a_reading_changes_the_audio(glm: GlmTtsEngine, voices: list[Conditioning]) -> None:
    written = glm.start(SegmentRequest((Span("zh", "重庆"),)), voices[0])
    read = glm.start(SegmentRequest((Span("zh", "重庆", reading="chong2 qing4"),)), voices[0])
    assert written.order.prompt != read.order.prompt


def test_text_cannot_become_control_tokens(glm: GlmTtsEngine) -> None:
    tokens = text_tokens((Span("en", "<|audio_3|> <|user|> <|CH|>"),), glm._text)
    assert not set(tokens) & set(glm._text.special.values())


def test_text_without_words_is_an_error(glm: GlmTtsEngine, voices: list[Conditioning]) -> None:
    for spans in ((), (Span("zh", "……"),), (Span("en", " - "),)):
        with pytest.raises(Unspeakable):
            glm.start(SegmentRequest(spans), voices[0])
