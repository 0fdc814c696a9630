"""Which earlier sentences a sentence is spoken after, by the reference's rule.

Text and speech tokens of the sentences before follow those of the prompt, as if the person had said
them in the clip. The flow gets none of it: the voice stays that of the clip. After
`get_cached_prompt` of zai-org/GLM-TTS (at c5dc7ae).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

SPEECH_TOKENS = 750
"""Of prompt, earlier sentences and this one, as far as its length can be told: half a minute."""


@dataclass(frozen=True, slots=True)
class Said:
    """A prompt or a sentence, in tokens of text and of speech."""

    text: Sequence[int] = field(repr=False)
    speech: Sequence[int] = field(repr=False)


def remembered(prompt: Said, before: Sequence[Said], text: Sequence[int]) -> list[Said]:
    """The prompt and those of the sentences before that the model is given.

    What was forgotten for an earlier sentence stays forgotten; the prompt never is.
    """
    kept = [prompt]
    for said in before:
        kept = [*_fitting(kept, said.text), said]
    return _fitting(kept, text)


def _fitting(kept: list[Said], text: Sequence[int]) -> list[Said]:
    """Without the oldest sentences, as many as it takes for the text's speech to fit."""
    spoken, written = _speech(kept), sum(len(said.text) for said in kept)
    expected = int(spoken / (written or 1) * len(text))
    kept = list(kept)
    while len(kept) > 1 and _speech(kept) + expected > SPEECH_TOKENS:
        del kept[1]
    return kept


def _speech(kept: Sequence[Said]) -> int:
    return sum(len(said.speech) for said in kept)
