"""Fields of JSON bodies that accept only the type in their schema, so "0" is not a number."""

from typing import Any

from rest_framework import serializers


class _Only(serializers.Field[Any, Any, Any, Any]):
    """Accepts values of these types only. A bool is an int to Python, but not to JSON."""

    types: tuple[type, ...]

    def to_internal_value(self, data: Any) -> Any:
        if (isinstance(data, bool) and bool not in self.types) or not isinstance(data, self.types):
            self.fail("invalid", input=data)
        return super().to_internal_value(data)


class Text(_Only, serializers.CharField):
    """A string."""

    types = (str,)


class Number(_Only, serializers.FloatField):
    """A number; not true or false."""

    types = (int, float)


class Whole(_Only, serializers.IntegerField):
    """A whole number; 1.0 counts as one (JSON Schema, 6.1.1)."""

    types = (int, float)


class Flag(_Only, serializers.BooleanField):
    """true or false."""

    types = (bool,)
