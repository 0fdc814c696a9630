"""ZipVoice-Distill's files with random numbers: they speak noise, in the published interfaces.

Names, types, free axes and metadata are those of what the reference's export script wrote for a
model with random weights of the released sizes (`interface.json`; the vocoder's are those that
sherpa-onnx reads), and the token table is the published one, to the byte. Inside, the text encoder
spreads its tokens over the frames as the reference does; all else is random products.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from pypinyin.contrib.tone_convert import to_finals_tone3, to_initials

from synthesis.engines.zipvoice.files import DECODER, ENCODER, TOKENS, VOCODER
from synthesis.text.pinyin import SYLLABLES

INTERFACE = json.loads(Path(__file__).with_name("interface.json").read_text(encoding="utf-8"))
TOKENS_SHA256 = "ce98c1afc5f7a20c2484dffdd68a1fff0a4a2cc707328833750c4476c37cdbda"
"""Of `tokens.txt` as it is published."""
FEATURES, BINS, INNER = 100, 513, 32
OPSET = 13

# espeak-ng's phonemes, in piper-phonemize's order, by which it numbers them.
_PHONEMES = (
    "_^$ !'(),-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœǀǁǂǃɐɑɒɓɔɕɖɗɘəɚɛɜɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸ"
    'ɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʜʝʟʡʢʲˈˌːˑ˞βθχᵻⱱ0123456789\u0327\u0303\u032a\u032f\u0329ʰˤε↓#"↑'
    "\u033a\u033bgʦX\u031d\u030a"
)
_NOT_THERE = {"er1", "iong5", "ua5", "ue5", "v1", "v5", "ve1", "ve2", "ve5"}
_INTERJECTIONS = "g2 g3 g4 g5 m1 m2 m4 m5 n2 n3 n4 n5 ng5 ê1 ê2 ê3 ê4"


def token_table() -> bytes:
    """The published token table: phonemes of English, then initials and finals of Mandarin."""
    spelt = [syllable + tone for syllable in SYLLABLES for tone in "12345"]
    initials = {f"{to_initials(each, strict=False)}0" for each in spelt} - {"0"}
    finals = {
        to_finals_tone3(each, strict=False, neutral_tone_with_five=True) for each in spelt
    } - _NOT_THERE
    mandarin = sorted(initials | finals | set(_INTERJECTIONS.split()))
    lines = [f"{token}\t{number}\n" for number, token in enumerate([*_PHONEMES, *mandarin])]
    table = "".join(lines).encode()
    assert hashlib.sha256(table).hexdigest() == TOKENS_SHA256
    return table


def write(folder: Path, *, seed: int = 7) -> Path:
    """Write all files into the folder; returns it."""
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOKENS).write_bytes(token_table())
    onnx.save(text_encoder(random), str(folder / ENCODER))
    onnx.save(flow_decoder(random), str(folder / DECODER))
    onnx.save(vocoder(random), str(folder / VOCODER))
    return folder


def text_encoder(random: np.random.Generator) -> onnx.ModelProto:
    """Embeds the tokens of prompt and text, and repeats each for as many frames as all others;
    the frames that are left at the end get the embedding of padding."""
    table = random.standard_normal((len(token_table().splitlines()), FEATURES))
    nodes = [
        _node("Concat", ["prompt_tokens", "tokens"], "all", axis=1),
        _node("Pad", ["all", "one_more", "padding"], "padded"),
        _node("Gather", ["table", "padded"], "embedded"),
        _node("Shape", ["all"], "all_shape"),
        _node("Gather", ["all_shape", "axis"], "count"),
        _node("Shape", ["prompt_tokens"], "prompt_shape"),
        _node("Gather", ["prompt_shape", "axis"], "prompt_count"),
        _node("Cast", ["count"], "count_f", to=TensorProto.FLOAT),
        _node("Cast", ["prompt_count"], "prompt_count_f", to=TensorProto.FLOAT),
        _node("Cast", ["prompt_features_len"], "length_f", to=TensorProto.FLOAT),
        _node("Div", ["length_f", "prompt_count_f"], "each"),
        _node("Mul", ["each", "count_f"], "together"),
        _node("Div", ["together", "speed"], "exact"),
        _node("Ceil", ["exact"], "ceiled"),
        _node("Cast", ["ceiled"], "frames_any", to=TensorProto.INT64),
        _node("Reshape", ["frames_any", "scalar"], "frames"),
        _node("Div", ["frames", "count"], "duration"),
        _node("Max", ["duration", "least"], "duration_1"),
        _node("Range", ["nought", "frames", "least"], "number"),
        _node("Div", ["number", "duration_1"], "unbounded"),
        _node("Min", ["unbounded", "count"], "index"),
        _node("Gather", ["embedded", "index"], "text_condition", axis=1),
    ]
    constants = {
        "table": table.astype(np.float32),
        "one_more": np.array([0, 0, 0, 1]),
        "padding": np.array(0),
        "axis": np.array(1),
        "scalar": np.zeros(0, np.int64),
        "least": np.array(1),
        "nought": np.array(0),
    }
    return _model("text_encoder", nodes, constants)


def flow_decoder(random: np.random.Generator) -> onnx.ModelProto:
    """A velocity that depends on everything it is given; each frame hears the whole prompt."""
    nodes = [
        _node("Concat", ["x", "text_condition", "speech_condition"], "given", axis=2),
        _node("MatMul", ["given", "first"], "here"),
        _node("ReduceMean", ["speech_condition"], "heard", axes=[1]),
        _node("MatMul", ["heard", "hearing"], "everywhere"),
        _node("Add", ["here", "everywhere"], "inner"),
        _node("Add", ["t", "guidance_scale"], "moved"),
        _node("Add", ["inner", "moved"], "shifted"),
        _node("Tanh", ["shifted"], "bent"),
        _node("MatMul", ["bent", "second"], "v"),
    ]
    constants = {
        "first": _matrix(random, 3 * FEATURES, INNER),
        "hearing": _matrix(random, FEATURES, INNER) * 10,
        "second": _matrix(random, INNER, FEATURES),
    }
    return _model("fm_decoder", nodes, constants)


def vocoder(random: np.random.Generator) -> onnx.ModelProto:
    """The magnitude of each bin of the spectrum, and the cosine and sine of its phase."""
    nodes = [
        _node("Transpose", ["mels"], "frames", perm=[0, 2, 1]),
        _node("MatMul", ["frames", "loudness"], "louder"),
        _node("Tanh", ["louder"], "loud"),
        _node("Exp", ["loud"], "magnitude"),
        _node("Transpose", ["magnitude"], "mag", perm=[0, 2, 1]),
        _node("MatMul", ["frames", "turning"], "turned"),
        _node("Transpose", ["turned"], "phase", perm=[0, 2, 1]),
        _node("Cos", ["phase"], "x"),
        _node("Sin", ["phase"], "y"),
    ]
    constants = {
        "loudness": _matrix(random, FEATURES, BINS),
        "turning": _matrix(random, FEATURES, BINS),
    }
    return _model("vocoder", nodes, constants)


def _matrix(random: np.random.Generator, rows: int, columns: int) -> NDArray[np.float32]:
    return (random.standard_normal((rows, columns)) / np.sqrt(rows)).astype(np.float32)


def _node(kind: str, inputs: Sequence[str], output: str, **attributes: object) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], **attributes)


def _model(
    name: str, nodes: list[onnx.NodeProto], constants: dict[str, NDArray]
) -> onnx.ModelProto:
    published = INTERFACE[name]
    graph = helper.make_graph(
        nodes,
        name,
        [_value(each) for each in published["inputs"]],
        [_value(each) for each in published["outputs"]],
        [numpy_helper.from_array(array, key) for key, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 8
    helper.set_model_props(model, published["metadata"])
    onnx.checker.check_model(model)
    return model


def _value(described: dict) -> onnx.ValueInfoProto:
    kind = {"int64": TensorProto.INT64, "float32": TensorProto.FLOAT}[described["type"]]
    return helper.make_tensor_value_info(described["name"], kind, described["shape"])
