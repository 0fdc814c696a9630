"""The speaker encoders for the engine tests, loaded once."""

import pytest

from speakers.encoders import Encoders


@pytest.fixture(scope="session")
def encoders() -> Encoders:
    return Encoders.load()
