"""The registry of engines as the web process uses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from synthesis.engines import ENGINES


def test_listing_voices_loads_no_engine() -> None:
    script = (
        "import sys\n"
        "from synthesis.engines import ENGINES\n"
        "assert len(ENGINES['kokoro'].base_voices) == 54\n"
        "heavy = {'onnxruntime', 'torch', 'jieba', 'misaki', 'kokoro_onnx', 'django'}\n"
        "print(*heavy & set(sys.modules))"
    )
    root = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == []


def test_splitting_text_loads_no_engine() -> None:
    script = (
        "import sys\n"
        "from synthesis.text import plan\n"
        "assert plan('Hello. 你好。')[0].spans\n"
        "heavy = {'onnxruntime', 'torch', 'jieba', 'misaki', 'django'}\n"
        "print(*heavy & set(sys.modules))"
    )
    root = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == []


def test_base_voices_are_sorted_and_unique() -> None:
    voices = ENGINES["kokoro"].base_voices
    names = [voice.name for voice in voices]
    assert names == sorted(set(names))
    assert {voice.gender for voice in voices} == {"female", "male"}
    by_name = {voice.name: voice for voice in voices}
    assert by_name["zf_xiaobei"].language == "zh"
    assert by_name["bm_george"].language == "en-gb"


def test_missing_files_are_detected(tmp_path: Path) -> None:
    assert not ENGINES["kokoro"].installed(tmp_path)
    (tmp_path / "kokoro").mkdir()
    for file in ENGINES["kokoro"].files:
        (tmp_path / "kokoro" / file).touch()
    assert ENGINES["kokoro"].installed(tmp_path)
