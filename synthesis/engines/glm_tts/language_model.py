"""Turns text into speech tokens: a Llama that predicts the next token of many segments at once.

A sequence is `[prompt text][text][begin of audio][prompt speech]`, then the generated tokens.
Symbols in shapes: B sequences, V all tokens, A speech tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import LlamaForCausalLM

from .cache import KeyValues, Row, Shape, together

LEAST, MOST = 2, 20
"""Limits on speech tokens per text token: audio can't end before the first, must by the second."""


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
    """A loaded Llama. The state of a sequence is in the sequence's `Row`, not here."""

    def __init__(self, llama: LlamaForCausalLM, ids: SpeechIds) -> None:
        self.llama = llama.eval()
        self.ids = ids
        config = llama.config
        weight = llama.model.embed_tokens.weight
        if config.num_key_value_heads is None or config.head_dim is None:
            raise ValueError("the Llama's configuration has no num_key_value_heads or head_dim")
        self.shape = Shape(
            layers=config.num_hidden_layers,
            heads=config.num_key_value_heads,
            width=config.head_dim,
            dtype=weight.dtype,
            device=weight.device,
        )

    @torch.inference_mode()
    def begin(self, tokens: Sequence[int]) -> tuple[Row, Tensor]:
        """Read a sequence; returns its row in the cache and the last hidden state [1, hidden]."""
        held = KeyValues(1, len(tokens), self.shape)
        given = torch.tensor([tokens], device=self.shape.device)
        hidden = self._forward(given, held)
        return Row(held, 0), hidden

    @torch.inference_mode()
    def append(self, rows: Sequence[Row], tokens: Sequence[int]) -> Tensor:
        """Append one token to each sequence in one pass: [B] → [B, hidden]."""
        held = together(rows, self.shape)
        given = torch.tensor(tokens, device=self.shape.device)[:, None]
        return self._forward(given, held)

    def _forward(self, tokens: Tensor, held: KeyValues) -> Tensor:
        """tokens [B, t] → the last position's hidden state [B, hidden]."""
        count = tokens.shape[1]
        at = held.lengths[:, None] + torch.arange(count, device=tokens.device)
        out = self.llama.model(
            input_ids=tokens,
            attention_mask=held.mask(count),
            position_ids=at,
            past_key_values=held,
            use_cache=True,
        )
        held.added(count)
        return out.last_hidden_state[:, -1]

    @torch.inference_mode()
    def logits(self, hidden: Tensor) -> Tensor:
        """Logits of all tokens, [B, hidden] → [B, V], float32."""
        return self.llama.lm_head(hidden).float()

    @torch.inference_mode()
    def speech_logits(self, hidden: Tensor, may_end: Sequence[bool]) -> Tensor:
        """Logits of speech tokens and, last, end of audio: [B, hidden] → [B, A + 1].

        Only these, a third of the vocabulary, can be chosen, so no others are computed.
        """
        head: Tensor = self._head()
        first, count = self.ids.audio, self.ids.count
        speech = F.linear(hidden, head[first : first + count])
        end = F.linear(hidden, head[self.ids.end : self.ids.end + 1])
        logits = torch.cat([speech, end], dim=1).float()
        logits[~torch.tensor(may_end, device=logits.device), -1] = -torch.inf
        return logits

    def _head(self) -> Tensor:
        head = self.llama.lm_head
        if not isinstance(head, nn.Linear):
            raise TypeError(f"lm_head is a {type(head).__name__}, not a Linear")
        return head.weight
