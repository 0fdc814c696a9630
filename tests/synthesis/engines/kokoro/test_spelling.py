"""The pronunciation predicted without the model is the one that the model speaks."""

import os
import subprocess
import sys

import numpy as np
import pytest
from kokoro_onnx.tokenizer import Tokenizer

from config import ROOT
from synthesis.engines import ENGINES
from synthesis.engines.base import Conditioning, SegmentRequest
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.spelling import spelling, vocabulary
from synthesis.text.pinyin import marked, syllables
from synthesis.text.span import Span

MIXED = (
    Span("zh", "我去"),
    Span("zh", "重庆", "chong2 qing4"),
    Span("zh", "。"),
    Span("en", "Bye."),
)
SPOKEN = [
    MIXED,
    (Span("zh", "银行行长走在大街上，一只猫。"),),
    (Span("en", "A dance after the bath."),),
    (Span("zh", "我用"), Span("zh", "Nike", "nai4 ke4"), Span("zh", "跑步。")),
]


def test_the_vocabulary_is_the_models():
    assert vocabulary() == frozenset(Tokenizer().vocab)


@pytest.mark.parametrize("spans", SPOKEN)
@pytest.mark.parametrize("name", ["af_heart", "bf_emma"])
def test_the_spelling_is_what_the_engine_speaks(kokoro, spans, name):
    voice = next(each for each in BASE_VOICES if each.name == name)
    decoding = kokoro.start(SegmentRequest(spans), kokoro.base_conditioning(name))
    assert spelling(spans, voice).phonemes == " ".join(decoding.pieces)
    fitted = kokoro.base_conditioning(name)
    assert spelling(spans, fitted).phonemes == " ".join(decoding.pieces)


def test_pinyin_has_sandhi_and_given_readings():
    assert spelling(MIXED, None).pinyin == "wo3 qu4 chong2 qing4"
    assert spelling((Span("zh", "你好"),), None).pinyin == "ni2 hao3"
    assert spelling(SPOKEN[3], None).pinyin == "wo3 yong4 nai4 ke4 pao3 bu4"
    assert spelling((Span("en", "Hello."),), None).pinyin == ""


def test_a_conditioning_of_another_shape_is_american():
    strange = Conditioning("kokoro", 2, {"prosody": np.ones(3)})
    spans = (Span("en", "Dance."),)
    assert spelling(spans, strange) == spelling(spans, None)


@pytest.mark.parametrize(
    ("numbered", "written"),
    [("chong2", "chóng"), ("nv3", "nǚ"), ("lve4", "lüè"), ("jiu3", "jiǔ"), ("gui4", "guì"),
     ("dou1", "dōu"), ("xiong2", "xióng"), ("huai4", "huài"), ("men5", "men"), ("er2", "ér"),
     ("m2", "ḿ")],
)  # fmt: skip
def test_tone_numbers_become_marks(numbered, written):
    assert marked(numbered) == written
    if numbered != "m2" and numbered != "men5":
        assert syllables(written) == [numbered]


def test_spelling_loads_no_model_library():
    code = (
        "import sys\n"
        "from synthesis.engines import ENGINES\n"
        "from synthesis.text.span import Span\n"
        "assert ENGINES['kokoro'].spelling((Span('zh', '你好'),), None).phonemes\n"
        "print([n for n in ('torch', 'onnxruntime', 'kokoro_onnx') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_model_that_reads_text_itself_has_no_spelling():
    assert ENGINES["glm_tts"].spelling is None
