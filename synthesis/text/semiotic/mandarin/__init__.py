"""Classes of writing that only Mandarin has, or that it reads in another way than English."""

from __future__ import annotations

from .rules import mandarin, mandarin_addresses, mandarin_signs

__all__ = ["mandarin", "mandarin_addresses", "mandarin_signs"]
