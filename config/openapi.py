"""Completes the OpenAPI document: what all operations share, and an example for each."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rest.errors import error_body

METHODS = ("get", "post", "put", "patch", "delete")

ERROR = {
    "type": "object",
    "description": "What went wrong; the same four keys for every error of every endpoint.",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string", "description": "For people, in their language."},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"], "description": "The field it is about."},
                "code": {"type": ["string", "null"], "description": "For programs; never changes."},
            },
        }
    },
}

ERRORS = {
    "400": "The request can't be understood, or holds a value that can't be.",
    "401": "There is no valid token.",
    "402": "The quota is used up, or the plan has no room for it.",
    "403": "The token lacks the scope.",
    "404": "There is no such thing in this workspace.",
    "405": "There is no such method at this address.",
    "409": "It is not in a state in which this can be done.",
    "413": "The request is larger than this installation takes.",
    "415": "The body is of a type that can't be read here.",
    "429": "Too many requests at the same time; `Retry-After` says when.",
    "500": "An error of ours; `x-request-id` tells it to the operator.",
    "503": "The database can't be reached for now; `Retry-After` says when to ask again.",
}

SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token of the workspace, made on its page “API tokens”.",
    },
    "xi-api-key": {
        "type": "apiKey",
        "in": "header",
        "name": "xi-api-key",
        "description": "The same token, by the name that ElevenLabs' clients send it under.",
    },
}


def complete(result: dict[str, Any], generator: object, **_kwargs: object) -> dict[str, Any]:
    """A drf-spectacular hook: errors, tokens, the request's id and examples on every operation."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Error"] = ERROR
    components["securitySchemes"] = SECURITY
    result["security"] = [{name: []} for name in SECURITY]
    for path in result["paths"].values():
        for method in METHODS:
            if method in path:
                _complete_operation(path[method])
    result["tags"] = [{"name": name} for name in dict.fromkeys(_groups())]
    return result


def _complete_operation(operation: dict[str, Any]) -> None:
    operation.pop("security", None)
    _explain(operation)
    responses = operation["responses"]
    for status, meaning in ERRORS.items():
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
            "description": "Names this request to the operator.",
        }


def _explain(operation: dict[str, Any]) -> None:
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
