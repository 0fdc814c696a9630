"""Waits until the web process says that Lectern is ready."""

import http.client
from collections.abc import Callable
from urllib.parse import urlsplit

from runtime.errors import StartError

PATIENCE = 180.0  # seconds; an engine loads its model before it is ready

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (read, not bound to)


def wait_until_ready(
    host: str,
    port: int,
    public_url: str,
    pause: Callable[[float], None],
    failure: Callable[[], str | None],
) -> None:
    """Ask GET /readyz until it answers 200.

    `pause` waits between two questions and may raise; `failure` gives a reason to give up.
    Raises StartError with the last answer when it takes too long.
    """
    waited, answer = 0.0, "no answer"
    while waited < PATIENCE:
        ready, answer = _ask(WILDCARDS.get(host, host), port, urlsplit(public_url).netloc)
        if ready:
            return
        if reason := failure():
            raise StartError(reason)
        pause(0.2)
        waited += 0.2
    raise StartError(f"Lectern is not ready after {PATIENCE:.0f} s. /readyz says: {answer}")


def _ask(host: str, port: int, name: str) -> tuple[bool, str]:
    """(ready, the answer). `name` is sent as Host, as the site answers no other."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": name})
        response = connection.getresponse()
        body = response.read(2000).decode("utf-8", errors="replace").strip()
        return response.status == 200, f"{response.status} {body}"
    except (OSError, http.client.HTTPException) as error:
        return False, str(error)
    finally:
        connection.close()
