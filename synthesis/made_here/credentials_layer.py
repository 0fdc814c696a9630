"""Content credentials (C2PA): signed over the very bytes of the file."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import confined
from synthesis.content_credentials.kinds import MARK, media_type_of
from synthesis.content_credentials.manifest import TRAINED_ALGORITHMIC_MEDIA
from synthesis.content_credentials.ours import Unusable, trusted_roots
from synthesis.made_here.finding import Finding, Found, Sure

log = logging.getLogger(__name__)

NAME = "credentials"
LIMITS = confined.Limits(
    memory_bytes=1 << 30, cpu_seconds=5, wall_seconds=15.0, output_bytes=1 << 20
)
OURS, SOMEBODYS = "Trusted", "Valid"
LONGEST = 100
"""Of what a stranger's file says of itself, in characters."""


def look(data: bytes) -> Finding:
    """Read a file's manifest in a confined process, if it seems to have one."""
    media_type = media_type_of(data)
    if media_type is None or MARK not in data:
        return Finding(NAME, Found.NOTHING)
    try:
        order = {"media_type": media_type, "roots": trusted_roots()}
        module = "synthesis.content_credentials.reading"
        facts, _rest = confined.run(module, data, order=order, limits=LIMITS)
        return _judged(facts)
    except confined.Refused as refusal:
        found = Found.NOTHING if refusal.reason == "none" else Found.NOT_READ
        return Finding(NAME, found)
    except (confined.Died, Unusable, KeyError, TypeError, ValueError) as error:
        log.warning("content credentials can't be read: %r", error)
        return Finding(NAME, Found.NOT_READ)


def _judged(facts: Mapping[str, Any]) -> Finding:
    state, codes = str(facts["state"]), list(facts["codes"])
    details = {
        name: str(facts[name])[:LONGEST]
        for name in ("producer", "issuer", "stamped_at")
        if facts[name]
    }
    if state == OURS:
        return Finding(NAME, Found.MADE_HERE, Sure.CERTAIN, details=details)
    if state != SOMEBODYS:
        if "signingCredential.trusted" in codes and "claimSignature.validated" in codes:
            return Finding(NAME, Found.CHANGED, Sure.CERTAIN, details=details)
        return Finding(NAME, Found.NOT_READ, details=details)
    if TRAINED_ALGORITHMIC_MEDIA in facts["source_types"]:
        return Finding(NAME, Found.ELSEWHERE, Sure.HINT, details=details)
    return Finding(NAME, Found.NOTHING, details=details)
