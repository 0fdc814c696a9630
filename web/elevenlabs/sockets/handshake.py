"""What has to be right before a socket opens, and what its address asks for."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from rest.numbers import whole_number
from web.elevenlabs.dialect import DEFAULT_FORMAT
from web.elevenlabs.sockets.messages import token_of

ADDRESS = re.compile(r"\A/v1/text-to-speech/[^/]+/(?P<multi>multi-)?stream-input\Z")
USUAL_SECONDS, LONGEST_SECONDS = 20, 180
MOST_FIELDS = 50


class NotHere(Exception):
    """The socket does not open; `status` is the answer's."""

    def __init__(self, status: int, message: str, code: str) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a socket's address and headers ask for. `token` is "" where they have none."""

    multi: bool
    output_format: str
    inactivity_seconds: int
    token: str


def checked(scope: dict[str, Any]) -> Handshake:
    """What the client asks for. Raises NotHere for another address, a host that is not ours, or
    a page of another origin."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get(b"host", "")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        raise NotHere(400, "This server does not answer for that host.", "unknown_host")
    if (origin := headers.get(b"origin")) and not _is_ours(origin, host):
        raise NotHere(403, "Pages of other origins may not open a socket.", "foreign_origin")
    address = ADDRESS.match(scope["path"])
    if address is None or "\x00" in scope["path"]:
        raise NotHere(404, "There is no socket at this address.", "not_found")
    try:
        query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=MOST_FIELDS)
    except ValueError:
        raise NotHere(400, "The address has too many fields.", "invalid_value") from None
    given = {name: values[-1] for name, values in query.items()}
    seconds = whole_number(
        given.get("inactivity_timeout", str(USUAL_SECONDS)), most=LONGEST_SECONDS
    )
    if not seconds:
        message = f"“inactivity_timeout” is a whole number from 1 to {LONGEST_SECONDS}."
        raise NotHere(400, message, "invalid_value")
    named = headers.get(b"authorization") or headers.get(b"xi-api-key")
    return Handshake(
        multi=address["multi"] is not None,
        output_format=given.get("output_format", DEFAULT_FORMAT),
        inactivity_seconds=seconds,
        token=token_of(named or given.get("authorization") or given.get("xi-api-key")),
    )


def _is_ours(origin: str, host: str) -> bool:
    return origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == host
