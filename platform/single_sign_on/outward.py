"""Requests to identity providers, whose addresses admins type: never into our own network."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

from webhooks.destinations import Forbidden, destination, resolve

SECONDS = 5
LONGEST_ANSWER = 1_000_000


class PinnedAdapter(HTTPAdapter):
    """Resolves a host once, checks its addresses (webhooks.destinations), and connects to one of
    them; TLS verifies the host's name. A redirect is checked in the same way."""

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Called by requests for each request. Raises InvalidURL for where none may be sent."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        try:
            to = destination(request.url or "")
            addresses = resolve(to)
        except (Forbidden, ValueError) as error:
            raise requests.exceptions.InvalidURL("no address on the internet") from error
        except (OSError, UnicodeError) as error:
            raise requests.exceptions.ConnectionError("no such host") from error
        if to.tls:
            pool |= {"server_hostname": to.host, "assert_hostname": to.host}
        request.headers["Host"] = to.host_header
        return {**host, "host": addresses[0]}, pool


class Session(requests.Session):
    """Uses no proxies or passwords of the environment, and waits SECONDS for an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = 3
        for scheme in ("https://", "http://"):
            self.mount(scheme, PinnedAdapter())

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """As requests does, but with our limits. Raises requests.RequestException."""
        kwargs |= {"timeout": SECONDS, "stream": True}
        answer = super().request(*args, **kwargs)
        body = answer.raw.read(LONGEST_ANSWER + 1, decode_content=True)
        if len(body) > LONGEST_ANSWER:
            answer.close()
            raise requests.exceptions.ContentDecodingError("the answer is too long")
        answer._content = body
        return answer
