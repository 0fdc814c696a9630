"""What somebody else's server answers, at an address that somebody has typed: never out of our own
network, never more than so much, and never for longer than so many seconds."""

import http.client
import json
from typing import Any

from outgoing.destinations import Forbidden, destination, resolve
from outgoing.pinned import connected

TOTAL_SECONDS = 5
LONGEST_ANSWER = 256 * 1024


class NoAnswer(Exception):
    """Nothing that can be read has come; the message says why, for logs."""


def get_json(url: str, *, seconds: float = TOTAL_SECONDS) -> Any:
    """What a GET of the URL answers, parsed. Follows no redirect. Raises NoAnswer."""
    return _json(url, "GET", None, {}, seconds)


def post_json(
    url: str, body: Any, *, headers: dict[str, str], seconds: float = TOTAL_SECONDS
) -> Any:
    """What a POST of `body`, as JSON, answers, parsed. Follows no redirect. Raises NoAnswer."""
    sent = {"Content-Type": "application/json", **headers}
    return _json(url, "POST", json.dumps(body).encode(), sent, seconds)


def get_bytes(url: str, *, longest: int, seconds: float) -> bytes:
    """What a GET of the URL answers, of at most `longest` bytes. Follows no redirect. Raises
    NoAnswer."""
    return _answer(url, "GET", None, {"Accept": "*/*"}, seconds, longest)


def _json(
    url: str, method: str, body: bytes | None, headers: dict[str, str], seconds: float
) -> Any:
    sent = {"Accept": "application/json", **headers}
    read = _answer(url, method, body, sent, seconds, LONGEST_ANSWER)
    try:
        return json.loads(read)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("not JSON") from error


def _answer(
    url: str,
    method: str,
    body: bytes | None,
    headers: dict[str, str],
    seconds: float,
    longest: int,
) -> bytes:
    try:
        to = destination(url)
        addresses = resolve(to)
    except (Forbidden, ValueError) as error:
        raise NoAnswer("the address is not one on the internet") from error
    except OSError as error:
        raise NoAnswer("no such host") from error
    with connected(to, addresses, seconds) as connection:
        try:
            answer = connection.ask(method, body, headers, seconds=seconds)
            read = answer.read(longest + 1)
        except (OSError, ValueError, http.client.HTTPException) as error:
            late = connection.was_cut or isinstance(error, TimeoutError)
            raise NoAnswer("took too long" if late else repr(error)[:200]) from error
        if connection.was_cut:
            raise NoAnswer("took too long")
    if not 200 <= answer.status < 300:
        raise NoAnswer(f"status {answer.status}")
    if len(read) > longest:
        raise NoAnswer(f"more than {longest} bytes")
    return read
