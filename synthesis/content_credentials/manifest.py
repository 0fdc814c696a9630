"""What a signed file says of itself: a C2PA manifest. Free of Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CREATED = "c2pa.created"
TRAINED_ALGORITHMIC_MEDIA = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
CONSENT = "Consent record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """How a file came to be; nothing of it names a person or a workspace.

    `producer` is who the labels name, `software` the version of Lectern, `produce_id` the id that
    the file's label has, `engine` what spoke it. `consents` are the records of those whose voices
    are heard (base voices have none), `made_at` is when it was written, as `2026-11-29T12:00:00Z`.
    """

    producer: str
    software: str
    produce_id: str
    engine: str
    engine_version: str
    made_at: str
    consents: Sequence[str] = ()


def definition(origin: Origin, media_type: str) -> dict[str, Any]:
    """The manifest of a file of this type, as the Builder of c2pa takes it."""
    created = {
        "action": CREATED,
        "digitalSourceType": TRAINED_ALGORITHMIC_MEDIA,
        "softwareAgent": {"name": origin.engine, "version": origin.engine_version},
        "when": origin.made_at,
    }
    ingredients = [
        {
            "title": f"{CONSENT} {consent}",
            "instance_id": f"urn:lectern:consent:{consent}",
            "relationship": "inputTo",
        }
        for consent in origin.consents
    ]
    return {
        "claim_generator_info": [{"name": origin.producer, "version": origin.software}],
        "title": origin.produce_id,
        "format": media_type,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
        "ingredients": ingredients,
    }
