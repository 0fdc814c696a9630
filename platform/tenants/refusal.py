"""The one exception for "no, and here is why", shown alike by pages and REST."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils.functional import Promise


class Refused(Exception):
    """A request that can't be met. `message` is for the person who asked, in their language.

    `code` is stable and for programs; `param` names the field at fault, in the words of the
    service that raises (see `refused_fields`); `status` is the HTTP status that REST answers
    with, and `headers` go with it.
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
