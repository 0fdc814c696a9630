from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from accounts import tokens
from tenants.models import Tenant

GOOD = {"model": "kokoro", "input": "Hello there.", "voice": "af_heart"}


@pytest.fixture
def client_of() -> Callable[[Tenant], APIClient]:
    """A REST client of a workspace."""

    def make(tenant: Tenant) -> APIClient:
        _record, text = tokens.issue(tenant=tenant, name="twice")
        rest = APIClient()
        rest.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        return rest

    return make
