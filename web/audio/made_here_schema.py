"""/made-here.json in the OpenAPI document: it is no call of REST, needs no token and has no view of
the REST framework, so it is written out."""

from typing import Any

from django.conf import settings

from accounts.rate_limits import LABEL_CHECK
from synthesis.made_here.finding import Found, Sure
from web.audio.made_here import FETCH_SECONDS
from web.audio.made_here_wording import DETAILS, LAYERS

ADDRESS = "/made-here.json"
LAYER = {
    "type": "object",
    "required": ["layer", "found", "confidence", "score", "details"],
    "properties": {
        "layer": {"type": "string", "enum": list(LAYERS)},
        "found": {
            "type": "string",
            "enum": [str(each) for each in Found],
            "description": "`changed`: made here, and changed since; `elsewhere`: marked as "
            "synthetic, but not by this installation; `synthetic`: marked, without saying by whom; "
            "`not_read`: it says neither yes nor no.",
        },
        "confidence": {
            "type": "string",
            "enum": [str(each) for each in Sure],
            "description": "`certain`: signed over this very file; `hint`: it may have been copied "
            "from another.",
        },
        "score": {
            "type": ["number", "null"],
            "minimum": 0,
            "maximum": 1,
            "description": "Of a layer that measures.",
        },
        "details": {
            "type": "object",
            "description": "What the layer tells besides, such as the producer that it names.",
            "properties": {name: {"type": "string"} for name in DETAILS},
            "additionalProperties": {"type": "string"},
        },
    },
}
ANSWER = {
    "type": "object",
    "required": ["object", "verdict", "producer", "layers"],
    "properties": {
        "object": {"type": "string", "const": "label_check"},
        "verdict": {
            "type": "string",
            "enum": ["made_here", "other", "unlabelled"],
            "description": "What all layers come to: made here, marked as synthetic but not as "
            "made here, or nothing found, which does not say that a person spoke.",
        },
        "producer": {"type": "string", "description": "What this installation calls itself."},
        "layers": {"type": "array", "items": LAYER},
    },
}


def operation() -> dict[str, Any]:
    """The operation `checkLabel`, with the limits of this installation."""
    most = settings.MAX_CHECKED_BYTES >> 20
    rate = LABEL_CHECK.sender
    return {
        "operationId": "checkLabel",
        "description": (
            "Ask whether this installation made a sound file, by its label, its content "
            "credentials and the watermark in its sound. Needs no token, and does not say whose "
            f"it is. Send the `file`, of {most} MB at most, or the `url` of one on the internet "
            f"that can be fetched over TLS within {FETCH_SECONDS:.0f} s without a redirect. One "
            f"address may ask {rate.count} times in {rate.seconds // 60} minutes."
        ),
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "anyOf": [{"required": ["file"]}, {"required": ["url"]}],
                        "properties": {
                            "file": {"type": "string", "format": "binary"},
                            "url": {"type": "string", "format": "uri"},
                        },
                    }
                }
            },
        },
        "responses": {
            "200": {
                "description": "What each layer says.",
                "content": {"application/json": {"schema": ANSWER}},
            }
        },
    }
