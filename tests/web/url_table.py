"""What addresses there are, by the URL table itself: a new one is found without being named."""

import re
from collections.abc import Iterable, Iterator

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<\w+:\w+>")
ANSWERED_TO_ALL = {"HEAD", "OPTIONS"}


def routes(prefix: str | tuple[str, ...]) -> Iterator[str]:
    """All routes that begin with `prefix`, with their parameters in brackets."""

    def walk(patterns, before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                yield route

    return (route for route in walk(get_resolver().url_patterns, "") if route.startswith(prefix))


def calls(patterns: Iterable[URLPattern], client: Client, root: str) -> set[tuple[str, str]]:
    """The methods, in small letters, that these routes below `root` take, each with its route."""
    found: set[tuple[str, str]] = set()
    for pattern in patterns:
        route = str(pattern.pattern)
        answer = client.generic("TRACE", root + PARAMETER.sub("x", route))
        assert answer.status_code == 405, (route, answer.status_code)
        methods = set(answer["Allow"].split(", ")) - ANSWERED_TO_ALL
        found |= {(method.lower(), route) for method in methods}
    return found
