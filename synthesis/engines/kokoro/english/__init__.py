"""Turns English into the phonemes that Kokoro v1.0 was trained on."""

from __future__ import annotations

from .ipa import phonemes_of_ipa
from .sentence import English

__all__ = ["English", "phonemes_of_ipa"]
