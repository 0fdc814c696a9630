"""Products with weights that were laid out for the processor."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from synthesis.engines.glm_tts.decoder.product import LaidOutProduct, PlainProduct, product_with
from synthesis.engines.glm_tts.int8 import Int8Linear
from synthesis.engines.glm_tts.language_model import LanguageModel, SpeechIds
from tests.synthesis.engines.glm.decoder.test_slot_decoder import llama

LAID_OUT = [
    pytest.param(torch.float32, 1e-6, id="float32"),
    pytest.param(
        torch.bfloat16,
        1e-2,
        id="bfloat16",
        marks=pytest.mark.skipif(
            not torch.ops.mkldnn._is_mkldnn_bf16_supported(),
            reason="this processor does not multiply bfloat16",
        ),
    ),
]


@pytest.mark.parametrize(("dtype", "error"), LAID_OUT)
def test_the_product_is_that_of_the_weight(dtype: torch.dtype, error: float) -> None:
    weight, x = torch.randn(96, 64, dtype=dtype), torch.randn(2, 5, 64, dtype=dtype)
    product = product_with(weight)
    assert isinstance(product, LaidOutProduct)
    assert product.nbytes == weight.nbytes
    wanted = F.linear(x, weight)
    assert product(x).shape == wanted.shape
    assert (product(x) - wanted).abs().max() <= error * wanted.abs().max()


@pytest.mark.parametrize(("dtype", "error"), LAID_OUT)
def test_a_row_does_not_depend_on_its_neighbours(dtype: torch.dtype, error: float) -> None:
    product = product_with(torch.randn(96, 64, dtype=dtype))
    x = torch.randn(8, 64, dtype=dtype)
    loud = torch.cat([x[:3], 1000 * x[3:]])
    assert torch.equal(product(loud)[:3], product(x)[:3])


@pytest.mark.parametrize(("device", "dtype"), [("meta", torch.float32), ("cpu", torch.float64)])
def test_other_weights_stay_as_they_are(device: str, dtype: torch.dtype) -> None:
    weight = torch.zeros(3, 2, device=device, dtype=dtype)
    product = product_with(weight)
    assert isinstance(product, PlainProduct)
    assert product(torch.zeros(1, 2, device=device, dtype=dtype)).shape == (1, 3)


def test_a_model_holds_its_layers_weights_once() -> None:
    given = llama(torch.float32)
    names = [name for name, _ in given.named_parameters()]
    assert any("mlp" in name for name in names)
    total = sum(weight.nbytes for weight in given.parameters())
    # The embedding also chooses the tokens: its speech tokens and the end of audio.
    chooses = 65 * given.config.hidden_size * 4
    model = LanguageModel(given, SpeechIds(audio=300, count=64, begin=7, end=8))
    assert model.nbytes == total - given.model.norm.weight.nbytes + chooses
    kept = [name for name, _ in given.model.layers.named_parameters()]
    assert all(name.endswith("layernorm.weight") for name in kept)


def test_int8_layers_count_their_bytes() -> None:
    layer = Int8Linear(torch.nn.Linear(64, 96, bias=False))
    assert layer.nbytes == 96 * 64 + 2 * 96
