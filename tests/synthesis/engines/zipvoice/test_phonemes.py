"""ZipVoice reads the tokens that it was trained on."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.engines.zipvoice.phonemes import Phonemiser
from synthesis.engines.zipvoice.token_table import TokenTable
from synthesis.text import plan
from synthesis.text.ipa import SYMBOLS
from synthesis.text.pinyin import SYLLABLES
from synthesis.text.span import Span


@pytest.fixture(scope="module")
def table(zipvoice_models: Path) -> TokenTable:
    return TokenTable(zipvoice_models / "zipvoice")


@pytest.fixture(scope="module")
def phonemiser(table: TokenTable) -> Phonemiser:
    return Phonemiser(table)


def read(phonemiser: Phonemiser, text: str) -> str:
    return " | ".join(
        "".join(f"{name} " if name[-1].isdigit() else name for name in phonemiser(each.spans))
        for each in plan(text)
    )


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        # Sandhi as spoken, marks in ASCII, no space between syllables.
        ("你好，我的朋友！", "n0 i2 h0 ao3 ,w0 o3 d0 e5 p0 eng2 y0 ou5 !"),
        # A character with two readings is read by its words.
        ("银行行长去重庆。", "y0 in2 h0 ang2 h0 ang2 zh0 ang3 q0 u4 ch0 ong2 q0 ing4 ."),
        # ü is v; 儿 may stand alone.
        ("女儿绿了", "n0 v3 er2 l0 v4 l0 e5 ."),
        ("Hello there, my friend!", "həlˈoʊ ðˈɛɹ, maɪ fɹˈɛnd!"),
        ("我们用GPU来训练。", "w0 o3 m0 en5 y0 ong4 dʒˌiːpˌiːjˈuːl0 ai2 x0 un4 l0 ian4 ."),
        # Quotes and brackets have no sound, and a rest is a comma's.
        ("“Yes” (he said) — no…", "jˈɛs hiː sˈɛd, nˈoʊ,"),
        ("他说：“好！”", "t0 a1 sh0 uo1 :h0 ao3 !"),
    ],
)
def test_a_text_is_read_as_in_training(phonemiser: Phonemiser, text: str, tokens: str) -> None:
    assert read(phonemiser, text).strip() == tokens.strip()


def test_readings_of_the_dictionary_are_said_as_they_tell(phonemiser: Phonemiser) -> None:
    mandarin = (
        Span("zh", "去"),
        Span("zh", "重庆", "zhong4 qing4"),
        Span("zh", "Nike", "nai4 ke4"),
        Span("zh", "店。"),
    )
    assert phonemiser(mandarin) == [
        "q0",
        "u4",
        "zh0",
        "ong4",
        "q0",
        "ing4",
        "n0",
        "ai4",
        "k0",
        "e4",
        "d0",
        "ian4",
        ".",
    ]
    english = (Span("en", "I say"), Span("en", "tomato", "təˈmɑːtəʊ"), Span("en", ", not this."))
    assert "".join(phonemiser(english)) == "aɪ sˈeɪ təˈmɑːtəʊ, nˌɑːt ðˈɪs."


def test_every_syllable_has_a_final_in_some_tone(table: TokenTable, phonemiser: Phonemiser) -> None:
    for syllable in SYLLABLES:
        for tone in "12345":
            names = phonemiser([Span("zh", "Nike", syllable + tone)])
            assert names[:-1] and all(name in table for name in names), syllable + tone


def test_every_symbol_of_a_reading_in_ipa_is_said(
    table: TokenTable, phonemiser: Phonemiser
) -> None:
    for symbol in SYMBOLS - {" "}:
        before, said = (phonemiser([Span("en", "x", ipa)]) for ipa in ("k", f"k{symbol}"))
        assert len(said) > len(before), symbol


def test_a_language_that_it_does_not_speak_is_an_error(phonemiser: Phonemiser) -> None:
    with pytest.raises(ValueError, match="zh and en"):
        phonemiser([Span("fr", "Bonjour")])
