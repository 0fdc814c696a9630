"""Components agree with the reference's golden values, and a component that is off is found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from synthesis.engines.glm_tts import golden

GOLDEN = Path(__file__).with_name("golden")


def run(monkeypatch: pytest.MonkeyPatch, file: Path, *more: str) -> int:
    monkeypatch.setattr("sys.argv", ["golden", str(file), "--salt", "public", *more])
    return golden.main()


def part(tmp_path: Path, prefix: str, **changed: np.ndarray) -> Path:
    with np.load(GOLDEN / "golden.npz") as npz:
        kept = {name: npz[name] for name in npz.files if name.startswith(prefix)}
    np.savez(tmp_path / "golden.npz", **{**kept, **changed})
    return tmp_path / "golden.npz"


CONFIGS = ("--vq-config", f"{GOLDEN}/vq_config.json", "--llm-config", f"{GOLDEN}/llm_config.json")


@pytest.mark.parametrize(
    ("prefix", "cases"),
    [
        ("mel.", {"mel.out"}),
        ("hift.", {"hift.f0", "hift.source", "hift.wav"}),
        ("vq.", {"vq.tokens"}),
        ("llm.", {"llm.first_logits", "llm.greedy_tokens"}),
    ],
)
def test_components_agree_with_the_golden_values(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    prefix: str,
    cases: set[str],
) -> None:
    """All but the flow, which takes more than a minute: golden/README.md has the command."""
    assert run(monkeypatch, part(tmp_path, prefix), *CONFIGS) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert {line[0] for line in lines} == cases
    assert {line[2] for line in lines} == {"ok"}


def test_one_wrong_value_is_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with np.load(GOLDEN / "golden.npz") as npz:
        tokens, mel = npz["vq.tokens"].copy(), npz["mel.out"].copy()
    tokens[0, 30] += 1
    assert run(monkeypatch, part(tmp_path, "vq.", **{"vq.tokens": tokens}), *CONFIGS) == 1
    mel[3, 7] += 2e-3 * np.abs(mel).max()
    assert run(monkeypatch, part(tmp_path, "mel.", **{"mel.out": mel})) == 1
    assert capsys.readouterr().out.count("OFF") == 2


def test_another_shape_or_nan_is_an_infinite_error() -> None:
    assert golden.error(torch.zeros(3), np.zeros((1, 3), np.float32)) == float("inf")
    assert golden.error(torch.tensor([torch.nan]), np.ones(1, np.float32)) == float("inf")


def test_weights_are_generated_from_names() -> None:
    one, other = (golden.fill("a.weight", (3, 4), salt) for salt in ("x:flow", "y:flow"))
    assert not np.array_equal(one, other)
    assert np.array_equal(one, golden.fill("a.weight", (3, 4), "x:flow"))
    assert (golden.fill("a.weight.original0", (9, 1, 1), "x") >= 0.5).all()
