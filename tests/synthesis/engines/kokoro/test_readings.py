"""A given reading is spoken; the text around it is read in the context of the sentence."""

from __future__ import annotations

import pytest
from kokoro_onnx.config import DEFAULT_VOCAB

from synthesis.engines.base import Engine, SegmentRequest
from synthesis.engines.kokoro.mandarin import Mandarin
from synthesis.engines.kokoro.phonemes import Phonemiser
from synthesis.text.span import Span


@pytest.fixture(scope="session")
def phonemise() -> Phonemiser:
    return Phonemiser(frozenset(DEFAULT_VOCAB))


@pytest.fixture(scope="session")
def mandarin() -> Mandarin:
    return Mandarin()


def test_a_reading_changes_only_its_word(phonemise: Phonemiser) -> None:
    plain = phonemise([Span("zh", "我去重庆大学。")])
    cut = [Span("zh", "我去"), Span("zh", "重庆", "chong2 qing4"), Span("zh", "大学。")]
    assert phonemise(cut) == plain
    other = [Span("zh", "我去"), Span("zh", "重庆", "zhong4 qing4"), Span("zh", "大学。")]
    assert phonemise(other) == plain.replace("ꭧʰʊ↗ŋ", "ꭧʊ↘ŋ")


@pytest.mark.parametrize(
    ("text", "given", "spoken"),
    [
        # no sandhi inside given readings
        ("你好", {0: "ni3", 1: "hao3"}, "ni3 hao3"),
        ("一起", {0: "yi1"}, "yi1 qi3"),
        # but before them: 不 before a given fourth tone
        ("不好", {1: "hao4"}, "bu2 hao4"),
        # words are found across them
        ("银行行长", {0: "yin2"}, "yin2 hang2 hang2 zhang3"),
        # a character that no dictionary has
        ("我㐂", {1: "qi1"}, "wo3 qi1"),
    ],
)
def test_readings_keep_their_place_in_the_sentence(
    mandarin: Mandarin, text: str, given: dict[int, str], spoken: str
) -> None:
    assert " ".join(mandarin.syllables(text, given)) == spoken


def test_latin_text_can_be_read_in_mandarin(phonemise: Phonemiser) -> None:
    spans = [Span("zh", "我的"), Span("zh", "Nike", "nai4 ke4"), Span("zh", "鞋。")]
    assert phonemise(spans) == "wo↓ tɤ nai↘kʰɤ↘ ɕje↗."


@pytest.mark.parametrize(
    ("ipa", "american", "british"),
    [
        ("təˈmɑːtəʊ", "təmˈɑtO", "təmˈɑːtQ"),
        ("ˈwɔːtə", "wˈɔtə", "wˈɔːtə"),
        ("dʒʌdʒ", "ʤˈʌʤ", "ʤˈʌʤ"),
        ("bɜːd", "bˈɜɹd", "bˈɜːd"),
        ("ˈbʌtn̩", "bˈʌtᵊn", "bˈʌtᵊn"),
        ("ˌkɒnsənˈtreɪʃən", "kˌɑnsəntɹˈAʃən", "kˌɒnsəntɹˈAʃən"),
        ("red", "ɹˈɛd", "ɹˈɛd"),
    ],
)
def test_dictionary_ipa_becomes_kokoros_symbols(
    phonemise: Phonemiser, ipa: str, american: str, british: str
) -> None:
    assert phonemise([Span("en", "word", ipa)]) == american
    assert phonemise([Span("en", "word", ipa)], british=True) == british


def test_a_reading_changes_the_audio(kokoro: Engine) -> None:
    voice = kokoro.base_conditioning("zf_xiaobei")

    def spoken(reading: str) -> bytes:
        spans = (Span("zh", "我去"), Span("zh", "重庆", reading), Span("zh", "。"))
        (chunk,) = kokoro.step([kokoro.start(SegmentRequest(spans), voice)])
        return chunk.samples.tobytes()

    assert spoken("zhong4 qing4") != spoken("chong2 qing4")
    assert spoken("chong2 qing4") == spoken("")
