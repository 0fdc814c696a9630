"""Reads the manifest of a stranger's file, in the confined process: a module for `confined.run`."""

from __future__ import annotations

import io
import json
from typing import Any

import c2pa

from confined import Refused
from synthesis.content_credentials.manifest import CONSENT

_context: c2pa.Context | None = None


def prepare(order: dict[str, Any]) -> None:
    """Load what `work` needs: the certificates that are trusted are in the order, as PEM."""
    global _context
    _context = context(order["roots"])
    c2pa.Reader.get_supported_mime_types()


def work(data: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Facts (see `facts_of`) about a file of `media_type`, and no bytes.

    Raises Refused: "none" where it has no manifest, "damaged" where that can't be read.
    """
    assert _context is not None  # noqa: S101 (for mypy)
    return facts_of(data, order["media_type"], _context), b""


def context(roots: str) -> c2pa.Context:
    """Settings by which only `roots` (PEM) are trusted, and nothing is fetched."""
    return c2pa.Context.from_dict(
        {
            "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
            "trust": {"trust_anchors": roots},
        }
    )


def facts_of(data: bytes, media_type: str, using: c2pa.Context) -> dict[str, Any]:
    """What a file's manifest says, and whether it holds.

    `state` is c2pa's: "Trusted" is signed with a certificate that is trusted, over this very file,
    "Valid" with another certificate, "Invalid" is broken; `codes` say why, and what held all the
    same. Raises Refused.
    """
    try:
        with c2pa.Reader(media_type, io.BytesIO(data), context=using) as reader:
            store = json.loads(reader.json())
    except c2pa.C2paError.ManifestNotFound as error:
        raise Refused("none") from error
    except c2pa.C2paError as error:
        raise Refused("damaged") from error
    manifest = store["manifests"][store["active_manifest"]]
    actions = _actions(manifest)
    results = store["validation_results"]["activeManifest"]
    signature = manifest.get("signature_info", {})
    return {
        "state": store["validation_state"],
        "codes": [each["code"] for kind in ("failure", "success") for each in results[kind]],
        "producer": manifest.get("claim_generator_info", [{}])[0].get("name", ""),
        "produce_id": manifest.get("title", ""),
        "issuer": signature.get("issuer", ""),
        "stamped_at": signature.get("time", ""),
        "source_types": [each.get("digitalSourceType", "") for each in actions],
        "agents": [_agent(each) for each in actions],
        "consents": [
            each["title"].removeprefix(f"{CONSENT} ")
            for each in manifest.get("ingredients", ())
            if str(each.get("title", "")).startswith(CONSENT)
        ],
    }


def _actions(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        action
        for assertion in manifest.get("assertions", ())
        if str(assertion.get("label", "")).startswith("c2pa.actions")
        for action in assertion.get("data", {}).get("actions", ())
    ]


def _agent(action: dict[str, Any]) -> str:
    agent = action.get("softwareAgent", "")
    return str(agent.get("name", "")) if isinstance(agent, dict) else str(agent)
