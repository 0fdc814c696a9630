import json
from collections.abc import Mapping
from typing import IO, Any

from django.core.validators import ProhibitNullCharactersValidator
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser

MAX_DEPTH = 32
"""Objects and lists inside of each other. Bodies of this API have three."""


class UnicodeJSONParser(JSONParser):
    """JSON that can be handled and stored whole, whatever a view does with it.

    Refuses a lone surrogate (`"\\ud800"`) and a NUL character (`"\\u0000"`), which Postgres can't
    store, and nesting deeper than MAX_DEPTH, on which code that recurses would fail.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise _too_deep() from None
        if _is_deeper_than(MAX_DEPTH, data):
            raise _too_deep()
        text = json.dumps(data, ensure_ascii=False)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ParseError("A string holds half of a surrogate pair.") from None
        # How JSON writes a NUL; a text about this escape holds it, too.
        if "\\u0000" in text:
            _refuse_null(data)
        return data


UPLOADS = [UnicodeJSONParser, MultiPartParser]
"""For views that take files. Others take JSON only, as a form's values are all text."""


def _too_deep() -> ParseError:
    return ParseError(f"Objects and lists are nested deeper than {MAX_DEPTH} levels.")


def _is_deeper_than(depth: int, data: Any) -> bool:
    level = [data]
    for _ in range(depth):
        level = [part for whole in level for part in _parts(whole) if isinstance(part, dict | list)]
        if not level:
            return False
    return True


def _parts(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refuse_null(data: Any) -> None:
    """Raises ValidationError, which names the field where the body is an object."""
    fields = data.items() if isinstance(data, dict) else [("non_field_errors", data)]
    for name, value in fields:
        if has_null([name, value]):
            raise ValidationError({name: [ProhibitNullCharactersValidator.message]})


def has_null(value: Any) -> bool:
    """A string in it, at any depth, holds a NUL."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict) and has_null(list(value)):
        return True
    return any(map(has_null, _parts(value)))
