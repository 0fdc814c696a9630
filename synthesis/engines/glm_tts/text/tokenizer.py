"""The tokenizer of GLM-TTS: byte pairs, speech tokens and phonemes in one vocabulary.

The checkpoint brings Python code for its tokenizer, which is only parsed for one regular expression
and never run. Text never becomes special tokens: `<|user|>` typed by a person is seven harmless
ones.
"""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import tiktoken

from ..config import ConfigUnknown, read_json
from ..language_model import SpeechIds

RANKS, CONFIG, CODE = "tokenizer.model", "tokenizer_config.json", "tokenization_chatglm.py"

GLM4_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How GLM-4 splits text before it looks for byte pairs."""

BEGIN, END, PAD = "<|begin_of_audio|>", "<|user|>", "<|endoftext|>"
_AUDIO = re.compile(r"<\|audio_(\d+)\|>")
_PHONEME = re.compile(r"<\|([A-Z]{1,4}[1-5]?|[^|]{1,3})\|>")


class TextTokenizer:
    """The tokenizer in the folder `vq32k-phoneme-tokenizer`. Raises ConfigUnknown."""

    def __init__(self, folder: Path) -> None:
        self.special = special_tokens(folder)
        self.speech = _speech_ids(self.special)
        self.pad = _id(self.special, PAD)
        self.phonemes = phonemes(self.special)
        self._folder = folder

    @cached_property
    def _encoding(self) -> tiktoken.Encoding:
        # Without special tokens, so that no text can become one.
        return tiktoken.Encoding(
            "glm_tts",
            pat_str=_pattern(self._folder / CODE),
            mergeable_ranks=_ranks(self._folder / RANKS),
            special_tokens={},
        )

    def encode(self, text: str) -> list[int]:
        return self._encoding.encode_ordinary(text)

    def spelled(self, symbols: Iterable[str]) -> list[int]:
        """The tokens of phonemes (see `phonemes.spell`). Raises KeyError for an unknown one."""
        return [self.phonemes[symbol] for symbol in symbols]


def special_tokens(folder: Path) -> dict[str, int]:
    """Text → id of all added tokens."""
    added = read_json(folder / CONFIG).get("added_tokens_decoder", {})
    return {entry["content"]: int(number) for number, entry in added.items()}


def phonemes(special: dict[str, int]) -> dict[str, int]:
    """Name (`CH`, `ONG2`, …) → id of all phonemes."""
    return {
        match[1]: number for text, number in special.items() if (match := _PHONEME.fullmatch(text))
    }


def _speech_ids(special: dict[str, int]) -> SpeechIds:
    audio = {int(m[1]): number for text, number in special.items() if (m := _AUDIO.fullmatch(text))}
    if not audio:
        raise ConfigUnknown(f"{CONFIG} has no speech tokens <|audio_0|> …")
    first = audio.get(0, -1)
    if [audio.get(index) for index in range(len(audio))] != [*range(first, first + len(audio))]:
        raise ConfigUnknown(f"{CONFIG}: the ids of the speech tokens are not consecutive")
    return SpeechIds(first, len(audio), _id(special, BEGIN), _id(special, END))


def _id(special: dict[str, int], text: str) -> int:
    try:
        return special[text]
    except KeyError:
        raise ConfigUnknown(f"{CONFIG} has no token {text}") from None


def _ranks(path: Path) -> dict[bytes, int]:
    lines = (line.split() for line in path.read_bytes().splitlines() if line.strip())
    return {base64.b64decode(token): int(rank) for token, rank in lines}


def _pattern(code: Path) -> str:
    """The expression that the checkpoint's code assigns to `pat_str`, else GLM-4's."""
    if not code.is_file():
        return GLM4_PATTERN
    for node in ast.walk(ast.parse(code.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and any(_named(to) == "pat_str" for to in node.targets):
            for inner in ast.walk(node.value):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                    return inner.value
    return GLM4_PATTERN


def _named(target: ast.expr) -> str:
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""
