"""Turns text into speech tokens: the Llama's weights, and what it is given to continue.

A sequence is `[prompt text][text][begin of audio][prompt speech]`, then the generated tokens; the
slot decoder generates them. Symbols in shapes: B sequences, A speech tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import LlamaForCausalLM

from .decoder.llama import Shape, SlotLlama
from .decoder.product import product_with

LEAST, MOST = 2, 20
"""Limits on speech tokens per text token: audio can't end before the first, must by the second."""
POSITIONS = 2048
"""Tokens of the longest sequence: 20 s of prompt and a minute of speech."""


@dataclass(frozen=True, slots=True)
class SpeechIds:
    """Ids of speech in the vocabulary: `audio` is the first of `count` speech tokens."""

    audio: int
    count: int
    begin: int
    end: int


def bounds(text_tokens: int) -> tuple[int, int]:
    """The least and the most speech tokens for a text."""
    return LEAST * text_tokens, MOST * text_tokens


def sequence(
    prompt_text: Sequence[int], text: Sequence[int], prompt_speech: Sequence[int], ids: SpeechIds
) -> list[int]:
    """The tokens that the model continues; `prompt_speech` counts from 0."""
    return [*prompt_text, *text, ids.begin, *(ids.audio + token for token in prompt_speech)]


class LanguageModel:
    """A loaded Llama, whose weights it takes. It keeps nothing of a sequence."""

    def __init__(self, llama: LlamaForCausalLM, ids: SpeechIds) -> None:
        self.ids = ids
        self.layers = SlotLlama(llama, POSITIONS)
        head = llama.lm_head
        if not isinstance(head, nn.Linear):
            raise TypeError(f"lm_head is a {type(head).__name__}, not a Linear")
        # Speech is a third of the vocabulary; nothing else can be chosen.
        speech = head.weight[ids.audio : ids.audio + ids.count]
        weight = torch.cat([speech, head.weight[ids.end : ids.end + 1]]).detach()
        self._head = product_with(weight)

    @property
    def shape(self) -> Shape:
        return self.layers.shape

    @property
    def nbytes(self) -> int:
        """Bytes of all weights."""
        return self.layers.nbytes + self._head.nbytes

    def speech_logits(self, hidden: Tensor) -> Tensor:
        """Logits of the speech tokens and, last, of the end of audio, in float32:
        [B, hidden] → [B, A + 1]."""
        return self._head(hidden).float()
