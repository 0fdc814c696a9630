"""Requests to identity providers, whose addresses admins type: never into our own network, never
more than so much, and never for longer than so many seconds."""

import http.client
import io
import time
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError, ContentDecodingError, InvalidURL, ReadTimeout

from outgoing.destinations import Forbidden, destination, resolve
from outgoing.pinned import connected

SECONDS = 5
LONGEST_ANSWER = 1_000_000


class PinnedAdapter(HTTPAdapter):
    """Sends over a connection to checked addresses, and cuts it at `ends_at`.

    requests' own time limit starts anew with every byte, and would let a provider that answers a
    byte at a time hold a thread for ever.
    """

    ends_at = 0.0
    """By time.monotonic()."""

    def send(self, request: requests.PreparedRequest, *_: Any, **_more: Any) -> requests.Response:
        """Called by requests for each request, redirects included; the answer is read whole.

        Raises InvalidURL for where none may be sent, ReadTimeout once the time is over, and other
        RequestExceptions.
        """
        try:
            to = destination(request.url or "")
            addresses = resolve(to)
        except (Forbidden, ValueError) as error:
            raise InvalidURL("no address on the internet", request=request) from error
        except OSError as error:
            raise ConnectionError("no such host", request=request) from error
        with connected(to, addresses, max(0, self.ends_at - time.monotonic())) as connection:
            try:
                sent = {**request.headers, "Accept-Encoding": "gzip, deflate"}
                answer = connection.ask(
                    request.method or "GET", request.body, sent, seconds=SECONDS
                )
                body = answer.read(LONGEST_ANSWER + 1)
            except (OSError, ValueError, http.client.HTTPException) as error:
                if connection.was_cut:
                    raise ReadTimeout("took too long", request=request) from error
                raise ConnectionError(repr(error)[:200], request=request) from error
            if connection.was_cut:
                raise ReadTimeout("took too long", request=request)
        return self._whole(request, answer, body)

    def _whole(
        self, request: requests.PreparedRequest, answer: http.client.HTTPResponse, body: bytes
    ) -> requests.Response:
        # Chunks are joined already; urllib3 would look for them again.
        headers = urllib3.HTTPHeaderDict(answer.getheaders())
        headers.discard("Transfer-Encoding")
        raw = urllib3.HTTPResponse(
            io.BytesIO(body), headers, answer.status, reason=answer.reason, preload_content=False
        )
        try:
            unpacked = raw.read(LONGEST_ANSWER + 1, decode_content=True)
        except urllib3.exceptions.HTTPError as error:
            raise ContentDecodingError(repr(error)[:200], request=request) from error
        if len(unpacked) > LONGEST_ANSWER:
            raise ContentDecodingError("the answer is too long", request=request)
        response = self.build_response(request, raw)
        response._content, response._content_consumed = unpacked, True
        return response


class Session(requests.Session):
    """Uses no proxies or passwords of the environment, and waits SECONDS for a whole answer, with
    the redirects that lead to it."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = 3
        self._adapter = PinnedAdapter()
        for scheme in ("https://", "http://"):
            self.mount(scheme, self._adapter)

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """As requests does, but with our limits. Raises requests.RequestException."""
        self._adapter.ends_at = time.monotonic() + SECONDS
        return super().request(*args, **kwargs)
