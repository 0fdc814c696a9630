import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser


class UnicodeJSONParser(JSONParser):
    """JSON whose strings are valid Unicode: a lone surrogate (`"\\ud800"`) can't be stored."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        data = super().parse(stream, media_type, parser_context)
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ParseError("A string holds half of a surrogate pair.") from None
        return data


UPLOADS = [UnicodeJSONParser, MultiPartParser]
"""For views that take files. Others take JSON only, as a form's values are all text."""
