"""Called frame by frame, the library's modules say what its own `generate_audio` says.

Without temperature nothing is drawn, so that both can be compared.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from pocket_tts import TTSModel

from synthesis.engines.pocket_tts.files import TOKENIZER, WEIGHTS
from synthesis.engines.pocket_tts.model import PocketModel
from tests.synthesis.engines.pocket_tts.conftest import clip


@pytest.fixture(scope="module")
def library(pocket_folder: Path, small: Path, tmp_path_factory) -> TTSModel:
    sizes = yaml.safe_load(small.read_text(encoding="utf-8"))
    sizes["weights_path"] = str(pocket_folder / WEIGHTS)
    sizes["flow_lm"]["lookup_table"]["tokenizer_path"] = str(pocket_folder / TOKENIZER)
    config = tmp_path_factory.mktemp("golden") / "config.yaml"
    config.write_text(yaml.safe_dump(sizes), encoding="utf-8")
    return TTSModel.load_model(config=config, temp=0.0)


@pytest.mark.parametrize(
    "text",
    ["Hello there, my friend.", "no", "one sentence of words; it’s long. " * 5],
    ids=["a sentence", "a word", "several pieces"],
)
def test_it_says_what_the_library_says(library: TTSModel, text: str) -> None:
    samples = clip(140, rate=24_000).samples
    state = library.get_state_for_audio_prompt(torch.from_numpy(samples)[None])
    expected = library.generate_audio(state, text).numpy()
    ours = PocketModel(library)
    voice = ours.voice(ours.heard(samples))
    sound = []
    for piece in ours.pieces(text):
        saying = ours.begin(voice, piece)
        while not saying.ended:
            sound.append(ours.sound(saying, ours.next_frames(saying, 3, 0.0, seed=1)))
    heard = np.concatenate(sound)
    assert heard.shape == expected.shape and np.abs(expected).max() > 1e-3
    np.testing.assert_allclose(heard, expected, atol=1e-4 * np.abs(expected).max())
