"""`request.limits`: a request reads its workspace's limits once, whoever needs them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def times_read(get) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert get().status_code == 200
    # Only billing.plans.limits_of asks for a tenant's overrides.
    return sum('FROM "billing_planoverride"' in each["sql"] for each in queries)


@pytest.mark.parametrize("page", ["", "lessons/", "plans", "usage", "members/", "voices/"])
def test_a_page_reads_the_limits_once(alice, page):
    assert times_read(lambda: alice.browser.get(alice.page(page))) == 1


@pytest.mark.parametrize("address", ["/v1/usage", "/v1/jobs", "/v1/audio/voices"])
def test_rest_reads_the_limits_once(alice, address):
    assert times_read(lambda: alice.rest.get(address)) == 1
