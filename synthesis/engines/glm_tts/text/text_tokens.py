"""Turns the spans of a segment, and a prompt's transcript, into the tokens the model reads."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from synthesis.text import spans
from synthesis.text.language import EN_STAND_INS, ZH_STAND_INS, main_language
from synthesis.text.span import Span

from ...base import Unspeakable
from .phonemes import PhonemeUnknown, spell
from .tokenizer import TextTokenizer
from .trained_text import as_trained

log = logging.getLogger(__name__)

_FIRST_STAND_IN = {"zh": 0xF0000, "en": 0x100000}
_CLOSING = ",.;:!?…，。；：！？、)）]】}”’'"
_STAND_IN = re.compile(f"([{ZH_STAND_INS}{EN_STAND_INS}])")


def text_tokens(spoken: Sequence[Span], tokenizer: TextTokenizer) -> list[int]:
    """Encode a segment's text and phonemes. Raises Unspeakable when there are no words.

    A word whose reading needs phonemes that the tokenizer lacks is read as written (the dictionary
    refuses such entries when they are saved; this one was made for another engine).
    """
    if not any(mark.isalnum() for span in spoken for mark in span.text):
        raise Unspeakable(f"no words in {''.join(span.text for span in spoken)[:80]!r}")
    phonemes: dict[str, list[int]] = {}
    text = ""
    for span in spoken:
        word = span.text
        if spelled := _spelled(span, tokenizer):
            word = chr(_FIRST_STAND_IN[span.language] + len(phonemes))
            phonemes[word] = spelled
        # Spans have no spaces at their ends. One beside a Han character is not kept.
        text += word if word[0] in _CLOSING else f" {word}"
    tokens: list[int] = []
    for part in _STAND_IN.split(as_trained(text)):
        tokens += phonemes[part] if part in phonemes else tokenizer.encode(part)
    return tokens


def _spelled(span: Span, tokenizer: TextTokenizer) -> list[int] | None:
    if not span.reading:
        return None
    try:
        return tokenizer.spelled(spell(span.language, span.reading, tokenizer.phonemes))
    except PhonemeUnknown as error:
        log.info("reading ignored: %s", error)
        return None


def prompt_tokens(transcript: str, tokenizer: TextTokenizer) -> list[int]:
    """Encode a prompt's transcript, its figures and signs spelled out as a segment's are.

    No tokens for one without words.
    """
    spoken = spans(transcript, language=main_language(transcript))
    if not spoken:
        return []
    text = " ".join(span.text for span in spoken)
    return tokenizer.encode(f"{as_trained(text)} ")
