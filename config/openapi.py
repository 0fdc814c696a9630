"""Completes the OpenAPI document: common parts of all operations, summaries and examples."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.http import HttpRequest

from config.code_samples import samples
from rest.errors import error_body
from web.audio.made_here_schema import ADDRESS as MADE_HERE
from web.audio.made_here_schema import operation as check_label

METHODS = ("get", "post", "put", "patch", "delete")

ERROR = {
    "type": "object",
    "description": "What went wrong. Every error of every endpoint has these four keys.",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string", "description": "For people, in their language."},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"], "description": "The field at fault."},
                "code": {"type": ["string", "null"], "description": "For programs; never changes."},
            },
        }
    },
}

ERRORS = {
    "400": "The request can't be parsed, or has an invalid value.",
    "401": "There is no valid token.",
    "402": "The quota is used up, or the plan has no room for it.",
    "403": "The token lacks the scope, or its maker may not do this.",
    "404": "This workspace has no such object.",
    "405": "This address does not support the method.",
    "409": "The object's state does not allow this.",
    "413": "The request is larger than this installation accepts.",
    "415": "The body has a content type that is not supported here.",
    "429": "Too many requests; `Retry-After` says when to try again.",
    "500": "An error on our side; give the operator the `x-request-id`.",
    "503": "The database can't be reached for now; `Retry-After` says when to try again.",
}

OF_WORKSPACES = frozenset({"401", "402", "403", "404", "409"})
"""Errors that only calls with a token can get."""

GROUPS = {
    "Speech": "Texts that are heard while they are made, in OpenAI's dialect.",
    "Jobs": "Long texts in the background, sentence by sentence.",
    "Lessons": "Texts that are kept, changed line by line, downloaded and shared.",
    "Voices": "Base voices, the workspace's own, and their recordings.",
    "Consent": "The agreement of those whose voices are made.",
    "Pronunciation": "The workspace's dictionary.",
    "Usage": "What was spoken, and for whom.",
    "Workspace": "The workspace itself: its settings and its data.",
    "Activity": "Who did what to what.",
    "Labels": "Whether a sound file was made here, for everybody.",
    "Models": "The engines that speak.",
    "ElevenLabs": "The same in ElevenLabs' dialect, for programs that were written for it.",
}
"""The groups of operations, and what each is about."""

SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token made on the workspace's page “API tokens”. A personal one acts for "
        "its maker: it may do at most what they may, sees the lessons, voices and jobs that they "
        "see, and ends when they leave. A service token belongs to the workspace.",
    },
    "xi-api-key": {
        "type": "apiKey",
        "in": "header",
        "name": "xi-api-key",
        "description": "The same token, in the header that ElevenLabs' clients use.",
    },
}


def complete(
    result: dict[str, Any],
    generator: object,
    request: HttpRequest | None = None,
    **_kwargs: object,
) -> dict[str, Any]:
    """Add errors, tokens, request ids, examples and code to every operation (drf-spectacular hook).

    The addresses in it are those at which `request` found this document.
    """
    base = (request.build_absolute_uri("/") if request else settings.PUBLIC_URL).rstrip("/")
    result["servers"] = [{"url": base, "description": "This installation"}]
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Error"] = ERROR
    components["securitySchemes"] = SECURITY
    result["security"] = [{name: []} for name in SECURITY]
    result["paths"][MADE_HERE] = {"post": check_label()}
    for address, path in result["paths"].items():
        for method in METHODS:
            if operation := path.get(method):
                _complete_operation(operation, open_to_all=address == MADE_HERE)
                clients = _reference()[operation["operationId"]].get("clients", {})
                operation["x-codeSamples"] = samples(base, method, address, operation, clients)
    result["tags"] = [
        {"name": name, "description": GROUPS[name]} for name in dict.fromkeys(_groups())
    ]
    return result


def _complete_operation(operation: dict[str, Any], *, open_to_all: bool) -> None:
    operation.pop("security", None)
    if open_to_all:
        operation["security"] = []
    _add_summary_and_examples(operation)
    responses = operation["responses"]
    for status, meaning in ERRORS.items():
        if open_to_all and status in OF_WORKSPACES:
            continue
        responses.setdefault(
            status,
            {
                "description": meaning,
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/Error"},
                        "example": error_body(int(status), meaning),
                    }
                },
            },
        )
    for response in responses.values():
        response.setdefault("headers", {})["x-request-id"] = {
            "schema": {"type": "string"},
            "description": "Identifies this request to the operator: your own X-Request-ID, if you "
            "sent one of 8 to 64 letters, digits, _ and -.",
        }


def _add_summary_and_examples(operation: dict[str, Any]) -> None:
    entry = _reference()[operation["operationId"]]
    operation["tags"], operation["summary"] = [entry["group"]], entry["summary"]
    if "request" in entry:
        for kind, media in operation["requestBody"]["content"].items():
            if kind != "text/csv":
                media["example"] = entry["request"]
    if "answer" in entry:
        for status, response in operation["responses"].items():
            if status.startswith("2") and "application/json" in response.get("content", {}):
                response["content"]["application/json"]["example"] = entry["answer"]


@cache
def _reference() -> dict[str, Any]:
    return yaml.safe_load(Path(__file__).with_name("reference.yaml").read_text("utf-8"))


def _groups() -> list[str]:
    return [entry["group"] for entry in _reference().values()]
