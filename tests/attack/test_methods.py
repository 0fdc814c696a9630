"""A method that an address does not support gets an explanation, and never an empty answer."""

import pytest
from django.conf import settings

from tests.web.test_errors import check
from tests.web.test_isolation import belongings, filled, routes  # noqa: F401 (a fixture)

EXPLAINED = "This address does not accept this kind of request."


def test_a_page_of_its_own_language(client, db):
    answer = client.get("/sign-out")
    html = answer.content.decode()
    assert answer.status_code == 405 and "POST" in answer["Allow"]
    assert EXPLAINED in html and '<main id="main"' in html
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    html = client.get("/sign-out").content.decode()
    assert '<html lang="zh-Hans">' in html and "此网址不接受这种请求。" in html


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "trace"])
def test_pages_of_a_workspace(alice, belongings, method):  # noqa: F811
    refused = 0
    for route in routes("w/"):
        if method in ("get", "post") and "delete" in route:
            continue  # would delete what the next address is about
        answer = getattr(alice.browser, method)(filled(route, belongings))
        if answer.status_code == 405:
            refused += 1
            assert EXPLAINED in answer.content.decode(), route
            assert answer["Allow"] and method.upper() not in answer["Allow"], route
    assert refused


@pytest.mark.parametrize("method", ["get", "delete"])
def test_addresses_for_programs(client, db, method):
    answer = getattr(client, method)("/made-here.json")
    check(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "POST"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_rest(alice, method):
    # The generic call: APIClient has none for TRACE.
    answer = alice.rest.generic(method.upper(), "/v1/jobs")
    check(answer, 405, "method_not_allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST", "OPTIONS"}
