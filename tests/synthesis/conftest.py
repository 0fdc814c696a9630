import pytest
from django.conf import settings

from synthesis.engines import ENGINES


@pytest.fixture(scope="session")
def kokoro():
    """The real engine, loaded once."""
    spec = ENGINES["kokoro"]
    assert spec.installed(settings.MODELS), f"run: manage.py models pull kokoro ({settings.MODELS})"
    return spec.load(settings.MODELS)
