"""Two workspaces that share the engines."""

import pytest


@pytest.fixture
def oak(alice):
    return alice.tenant


@pytest.fixture
def elm(bob):
    return bob.tenant
