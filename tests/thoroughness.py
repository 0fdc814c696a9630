"""What `make test` leaves to `make thorough`, so that it stays within 20 minutes on two cores."""

import os

import pytest

THOROUGH = os.environ.get("LECTERN_THOROUGH") == "1"

in_thorough = pytest.mark.skipif(not THOROUGH, reason="takes long: make thorough runs it")
"""For tests of what seldom changes and takes the processor for many seconds."""


def examples(many: int) -> int:
    """So many examples in `make thorough`, and a fifth of them in `make test`."""
    return many if THOROUGH else max(many // 5, 1)
