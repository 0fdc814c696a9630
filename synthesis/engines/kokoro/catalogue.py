"""Lists Kokoro's voices, files and languages without loading it."""

from __future__ import annotations

from ..base import BaseVoice

SAMPLE_RATE = 24_000
LANGUAGES = frozenset({"zh", "en"})
MODEL_FILE = "kokoro-v1.0.int8.onnx"
VOICES_FILE = "voices.npz"

# A voice's name starts with a letter for its native language and one for its gender.
_LANGUAGE = {
    "a": "en-us",
    "b": "en-gb",
    "e": "es",
    "f": "fr",
    "h": "hi",
    "i": "it",
    "j": "ja",
    "p": "pt-br",
    "z": "zh",
}
_GENDER = {"f": "female", "m": "male"}

_NAMES = """
af_alloy af_aoede af_bella af_heart af_jessica af_kore af_nicole af_nova af_river af_sarah af_sky
am_adam am_echo am_eric am_fenrir am_liam am_michael am_onyx am_puck am_santa
bf_alice bf_emma bf_isabella bf_lily bm_daniel bm_fable bm_george bm_lewis
ef_dora em_alex em_santa ff_siwis hf_alpha hf_beta hm_omega hm_psi if_sara im_nicola
jf_alpha jf_gongitsune jf_nezumi jf_tebukuro jm_kumo pf_dora pm_alex pm_santa
zf_xiaobei zf_xiaoni zf_xiaoxiao zf_xiaoyi zm_yunjian zm_yunxi zm_yunxia zm_yunyang
"""

BASE_VOICES: tuple[BaseVoice, ...] = tuple(
    BaseVoice(name=name, language=_LANGUAGE[name[0]], gender=_GENDER[name[1]])
    for name in _NAMES.split()
)
"""All 54 voices, sorted by name; conditionings depend on this order. All speak zh and en."""
