"""The one exception for "no, and here is why", shown alike by pages and REST."""

from collections.abc import Mapping

from django.utils.functional import Promise


class Refused(Exception):
    """A request that can't be met. `message` is for the person who asked, in their language.

    `code` is stable and for programs; `param` names the field at fault; `status` is the HTTP
    status that REST answers with, and `headers` go with it.
    """

    def __init__(
        self,
        code: str,
        message: str | Promise,
        *,
        param: str | None = None,
        status: int = 400,
        headers: Mapping[str, str] | None = None,
    ):
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.param = param
        self.status = status
        self.headers = dict(headers or {})

    def __str__(self) -> str:
        return str(self.message)
