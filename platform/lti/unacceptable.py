class Unacceptable(Exception):
    """A launch that is not taken. `code` is for the page and the activity log, `detail` for the
    log of the web process: neither holds anything of the person."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail
