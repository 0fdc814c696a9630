"""How much tests of properties try: little in `make test`, much in `make thorough`."""

import os

THOROUGH = os.environ.get("LECTERN_THOROUGH") == "1"


def examples(many: int) -> int:
    """So many examples in `make thorough`, and a fifth of them in `make test`."""
    return many if THOROUGH else max(many // 5, 1)
