"""The OpenAPI document describes every operation, and its examples fit its schemas."""

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from config.openapi import METHODS


def operations(found):
    return [
        (operation["operationId"], operation)
        for path in found["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    ]


def bodies(operation):
    """(name, media type, content) of requests and responses."""
    sent = operation.get("requestBody", {}).get("content", {})
    yield from (("request", kind, media) for kind, media in sent.items())
    for status, answer in operation["responses"].items():
        yield from ((status, kind, media) for kind, media in answer.get("content", {}).items())


@pytest.fixture(scope="module")
def reference():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_every_operation_has_a_summary(reference):
    for name, operation in operations(reference):
        assert operation["summary"], name
        assert "_" not in name, f"{name} was named by a program"
        assert operation["tags"][0] in [tag["name"] for tag in reference["tags"]]


def test_every_json_body_has_an_example(reference):
    bare = [
        f"{name} {where}"
        for name, operation in operations(reference)
        for where, kind, media in bodies(operation)
        if kind == "application/json" and "example" not in media
    ]
    assert not bare


def test_examples_fit_their_schemas(reference):
    wrong = []
    for name, operation in operations(reference):
        for where, _kind, media in bodies(operation):
            if "example" not in media:
                continue
            validator = Draft202012Validator(closed(media["schema"], reference))
            wrong += [
                f"{name} {where}: {error.message}"
                for error in validator.iter_errors(media["example"])
            ]
    assert not wrong


def closed(schema, reference):
    """The schema without additional properties, since an example must not invent any."""
    if isinstance(schema, list):
        return [closed(each, reference) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return closed(reference["components"]["schemas"][name] | rest, reference)
    found = {key: closed(value, reference) for key, value in schema.items()}
    if "properties" in found:
        found.setdefault("additionalProperties", False)
    return found
