"""Why an answer of an identity provider is refused."""


class Unacceptable(Exception):
    """`code` is for pages and the activity log; `detail` is for the log file, and may quote what
    was sent."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
