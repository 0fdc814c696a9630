"""The sentence by which runtimes are measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from kokoro_onnx.tokenizer import Tokenizer

from ..catalogue import BASE_VOICES, VOICES_FILE
from .port import Score

PHONEMES = "ðə wˈʊlf hæd lˈɪvd ɪn ðə fˈɔɹɪst fɔɹ mˈɛni jˈɪɹz, ænd nˈObədi wʌz ɐfɹˈAd ʌv hˌɪm."
"""About five seconds of speech."""


def sample(folder: Path) -> Score:
    """The sentence in the first base voice. Raises what numpy does for a broken file."""
    tokens = Tokenizer().tokenize(PHONEMES)
    with np.load(folder / VOICES_FILE, allow_pickle=False) as npz:
        style = npz[BASE_VOICES[0].name][[len(tokens) - 1]]
    one, nothing = np.ones(1, np.float32), np.zeros(1, np.float32)
    return Score(np.array([[0, *tokens, 0]], np.int64), style, one, nothing, one)
