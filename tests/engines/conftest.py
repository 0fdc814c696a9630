"""The encoders that the engine tests listen with; loaded once."""

import pytest

from speakers.encoders import Encoders


@pytest.fixture(scope="session")
def encoders() -> Encoders:
    return Encoders.load()
