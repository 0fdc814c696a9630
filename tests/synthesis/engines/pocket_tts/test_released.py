"""The released size, with random weights: it is loaded by its own configuration, and speaks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from synthesis.engines import ENGINES
from synthesis.engines.base import SegmentRequest
from synthesis.engines.pocket_tts.check import check
from synthesis.engines.pocket_tts.conditioning import Enroller
from synthesis.engines.pocket_tts.files import WEIGHTS
from synthesis.engines.pocket_tts.model import load
from synthesis.text.span import Span
from tests.synthesis.engines.pocket_tts import random_weights
from tests.synthesis.engines.pocket_tts.conftest import clip
from tests.thoroughness import in_thorough


@in_thorough  # 110 million numbers: 20 s of processor, 1.3 GB
def test_the_released_size_is_loaded_and_speaks(tmp_path: Path) -> None:
    folder = random_weights.write(tmp_path / "pocket_tts")
    assert (folder / WEIGHTS).stat().st_size == 438_033_312
    check(folder)
    enroller = Enroller(load(folder))
    voice = enroller.enrol(clip(120, 10.0), "", lambda _share: None)
    assert voice.arrays["frames"].shape == (126, 32) and len(voice.dump()) < 20_000
    engine = ENGINES["pocket_tts"].load(tmp_path)
    engine.warm_up()
    decoding = engine.start(SegmentRequest((Span("en", "A sentence of words."),), seed=1), voice)
    (chunk,) = engine.step([decoding])
    assert len(chunk.samples) == 4 * 1920 and np.isfinite(chunk.samples).all()
