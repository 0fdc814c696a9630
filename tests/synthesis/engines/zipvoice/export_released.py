"""Exports ZipVoice-Distill at its released size, with random weights, and lets the engine speak it.

    python -m tests.synthesis.engines.zipvoice.export_released ZIPVOICE FOLDER

ZIPVOICE is a checkout of github.com/k2-fsa/ZipVoice, whose own export and quantisation are run; of
what they import besides, only names are needed. Compares what they write with `interface.json`,
which the small graphs of the tests are made by, and prints what speaking costs. It takes some
minutes and 4 GB.
"""

from __future__ import annotations

import argparse
import importlib.machinery
import json
import resource
import sys
import time
import types
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch

from synthesis.engines.base import SegmentRequest
from synthesis.engines.zipvoice.check import check
from synthesis.engines.zipvoice.conditioning import Enroller
from synthesis.engines.zipvoice.engine import ZipVoiceEngine
from synthesis.engines.zipvoice.files import DECODER, ENCODER, TOKENS, VOCODER
from synthesis.engines.zipvoice.options import Options
from synthesis.text.span import Span
from tests.synthesis.engines.zipvoice import random_models
from tests.synthesis.engines.zipvoice.conftest import clip

UNUSED = {
    "lhotse": {"CutSet": object},
    "lhotse.utils": {},
    "piper_phonemize": {"phonemize_espeak": None},
    "torchaudio": {},
    "torch.utils.tensorboard": {"SummaryWriter": None},
    "zipvoice.utils.checkpoint": {"load_checkpoint": None},
    "zipvoice.tokenizer.tokenizer": {"SimpleTokenizer": None},
}
TEXT = "今天我们学习一首唐诗，请同学们打开课本。"
PROMPTS = {
    3.0: "这是我的声音，大家好。",
    8.0: "这是我的声音，大家好，今天我们来学习一首新的诗，请大家跟我一起读。",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("reference", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    export(given.reference, given.folder)
    (given.folder / TOKENS).write_bytes(random_models.token_table())
    onnx.save(random_models.vocoder(np.random.default_rng(1)), str(given.folder / VOCODER))
    check(given.folder)
    for kind, name in (("text_encoder", ENCODER), ("fm_decoder", DECODER)):
        same = interface(given.folder / name) == random_models.INTERFACE[kind]
        print(name, "as interface.json has it" if same else "NOT as interface.json has it")
    speak(given.folder)


def export(reference: Path, folder: Path) -> None:
    sys.path.insert(0, str(reference))
    for name, content in UNUSED.items():
        module = types.ModuleType(name)
        module.__dict__.update(content)
        module.__spec__ = importlib.machinery.ModuleSpec(name, None)
        sys.modules.setdefault(name, module)
    theirs: Any = importlib.import_module("zipvoice.bin.onnx_export")
    models: Any = importlib.import_module("zipvoice.models.zipvoice_distill")
    sizes = json.loads((reference / "egs/zipvoice/conf/zipvoice_base.json").read_text())["model"]
    torch.manual_seed(0)
    model = models.ZipVoiceDistill(**sizes, vocab_size=360, pad_id=0).eval()
    traced = torch.onnx.export
    # What they were written for; the newer exporter writes other graphs.
    torch.onnx.export = lambda *given, **named: traced(*given, dynamo=False, **named)
    with torch.no_grad():
        for weight in model.parameters():  # layers are copies of each other until now
            weight.mul_(1 + 0.1 * torch.randn_like(weight))
        theirs.convert_scaled_to_non_scaled(model, inplace=True, is_onnx=True)
        encoder, decoder = str(folder / "encoder.onnx"), str(folder / "decoder.onnx")
        theirs.export_text_encoder(theirs.OnnxTextModel(model=model), encoder, 13)
        flow = theirs.OnnxFlowMatchingModel(model=model, distill=True)
        theirs.export_fm_decoder(flow, decoder, 13)
    for exported, name in ((encoder, ENCODER), (decoder, DECODER)):
        theirs.quantize_dynamic(
            model_input=exported,
            model_output=folder / name,
            op_types_to_quantize=["MatMul"],
            weight_type=theirs.QuantType.QInt8,
        )


def interface(file: Path) -> dict[str, Any]:
    """A graph's inputs, outputs and metadata, in the words of interface.json."""
    model = onnx.load(str(file))

    def described(value: onnx.ValueInfoProto) -> dict[str, Any]:
        tensor = value.type.tensor_type
        kinds = {onnx.TensorProto.FLOAT: "float32", onnx.TensorProto.INT64: "int64"}
        shape = [each.dim_param or each.dim_value for each in tensor.shape.dim]
        return {"name": value.name, "type": kinds[tensor.elem_type], "shape": shape}

    return {
        "inputs": [described(each) for each in model.graph.input],
        "outputs": [described(each) for each in model.graph.output],
        "metadata": {each.key: each.value for each in model.metadata_props},
    }


def speak(folder: Path) -> None:
    engine = ZipVoiceEngine(folder, Options(threads=1))
    engine.warm_up()
    for seconds, words in PROMPTS.items():
        voice = Enroller().enrol(clip(120, seconds), words, lambda _share: None)
        decoding = engine.start(SegmentRequest((Span("zh", TEXT),), seed=1), voice)
        began, samples = time.process_time(), 0
        while not decoding.done:
            samples += sum(len(chunk.samples) for chunk in engine.step([decoding]))
        spent = time.process_time() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"prompt {seconds:g} s, spoken {samples / 24_000:.2f} s: "
            f"{spent * 24_000 / samples:.2f} s of processor for a second, {memory:.2f} GB at most"
        )


if __name__ == "__main__":
    main()
