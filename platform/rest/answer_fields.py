"""Fields of the serializers that render answers; the OpenAPI document describes the same ones."""

import datetime
from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

JSON_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number"}


class Constant(serializers.Field[Any, Any, str | int | float | bool, Any]):
    """The same value in every answer, such as the `object` that names what an answer holds."""

    def __init__(self, value: str | int | float | bool, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)
        self.value = value
        # It takes a field as well, which its types leave out.
        extend_schema_field({"type": JSON_TYPES[type(value)], "const": value})(self)  # type: ignore[type-var]

    def to_representation(self, _instance: Any) -> str | int | float | bool:
        return self.value


class UnixTime(serializers.IntegerField):
    """A time in whole seconds since 1970."""

    # An IntegerField to the OpenAPI document, though its values are times here.
    def to_representation(self, value: datetime.datetime) -> int:  # type: ignore[override]
        return int(value.timestamp())


class TextOrNull(serializers.CharField):
    """A text that is null in JSON where the record has an empty one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    # The stubs leave out that a field with `allow_null` may give None.
    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        return super().to_representation(value) if value else None


# Renders an error code with the sentence that `sentence_of` explains it by; null for an empty one.
# A serializer's docstring would be printed in the reference.
class Problem(serializers.Serializer[str]):
    code = serializers.CharField()
    message = serializers.CharField()

    def __init__(self, sentence_of: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)
        self.sentence_of = sentence_of

    # The stubs leave out that a field with `allow_null` may give None.
    def to_representation(self, code: str) -> dict[str, str] | None:  # type: ignore[override]
        return {"code": code, "message": self.sentence_of(code)} if code else None
