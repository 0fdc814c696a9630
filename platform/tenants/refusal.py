"""The exception for a request that is refused with a reason, which pages and REST both show."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils.functional import Promise


class Refused(Exception):
    """The request is refused. `message` tells the person why, in their language.

    `code` is for programs and never changes; `param` names the field at fault in the words of the
    service that raises (see `refused_fields`); REST answers with the HTTP `status` and the
    `headers`.
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


@contextmanager
def refused_fields(**names: str) -> Iterator[None]:
    """Give the fields of a refusal the names that the caller's own clients know.

    A service names the argument at fault; `with refused_fields(text="input"):` turns its
    `param="text"` into `"input"`. Names that are not listed stay as they are.
    """
    try:
        yield
    except Refused as refusal:
        if refusal.param is not None:
            refusal.param = names.get(refusal.param, refusal.param)
        raise
