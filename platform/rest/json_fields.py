"""Fields of JSON bodies that take what their schema says: "0" is no number, and 0 is no text."""

from typing import Any

from rest_framework import serializers


class _Only(serializers.Field):
    """Takes values of these types alone; to Python a bool is an int, to JSON it is none."""

    types: tuple[type, ...]

    def to_internal_value(self, data: Any) -> Any:
        if (isinstance(data, bool) and bool not in self.types) or not isinstance(data, self.types):
            self.fail("invalid", input=data)
        return super().to_internal_value(data)


class Text(_Only, serializers.CharField):
    """A string."""

    types = (str,)


class Number(_Only, serializers.FloatField):
    """A number; true and false are none."""

    types = (int, float)


class Whole(_Only, serializers.IntegerField):
    """A whole number; 1.0 is one (JSON Schema, 6.1.1)."""

    types = (int, float)


class Flag(_Only, serializers.BooleanField):
    """true or false."""

    types = (bool,)
