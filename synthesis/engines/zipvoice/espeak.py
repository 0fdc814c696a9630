"""English in the phonemes of espeak-ng's American voice, as the model's training texts were."""

from __future__ import annotations

import logging
import re
import threading
import unicodedata

import espeakng_loader
from phonemizer.backend import EspeakBackend
from phonemizer.backend.espeak.wrapper import EspeakWrapper

_PAUSES = re.compile(r"\s*(?:[—–…]|\.{2,}|--+)\s*")
_UNHEARD = re.compile(r"[\"“”„«»()\[\]{}<>|*_^$#~\\/]+")
_BEFORE_MARK = re.compile(r"\s+(?=[,.!?;:])")


class Espeak:
    """Thread-safe. espeak-ng has one state for the whole process, so one text is read at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        EspeakWrapper.set_library(espeakng_loader.get_library_path())
        EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
        self._backend = EspeakBackend(
            "en-us",
            preserve_punctuation=True,
            with_stress=True,
            language_switch="remove-flags",
            words_mismatch="ignore",
        )
        # It warns of words that espeak joins. Set last, as backends set the level.
        logging.getLogger("phonemizer").setLevel(logging.ERROR)

    def __call__(self, text: str) -> str:
        """The phonemes of a text, with its marks and a space between words."""
        text = _UNHEARD.sub(" ", _PAUSES.sub(", ", text.replace("’", "'")))
        if not any(char.isalnum() for char in text):
            return " ".join(text.split())
        with self._lock:
            (phonemes,) = self._backend.phonemize([" ".join(text.split())], strip=True)
        return _BEFORE_MARK.sub("", unicodedata.normalize("NFD", phonemes))
