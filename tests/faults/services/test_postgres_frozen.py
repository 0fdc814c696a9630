"""PostgreSQL is frozen: it is there, its kernel acknowledges, and it says nothing."""

import http.client
import time

import psycopg2
import pytest
from django.db import OperationalError, connection, transaction

from accounts import tokens
from runtime.postgres import base, patience
from tests.faults.proof import wait_for
from tests.faults.worker import serve

BOUND = 15.0  # statements may take a second here; then comes patience's margin


@pytest.fixture
def web(workers) -> int:
    """The port of a web process."""
    return workers.start(serve, settings={"STATEMENT_SECONDS": 1}).heard()


def get(port: int, path: str, token: str) -> int:
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Host": "localhost", "Authorization": f"Bearer {token}"}
    web.request("GET", path, headers=headers)
    return web.getresponse().status


def test_requests_get_a_503_in_time_and_all_is_well_afterwards(ground, oak, web):
    _record, token = tokens.issue(tenant=oak, name="tests")
    assert get(web, "/v1/voices", token) == 200
    with ground.frozen("postgres"):
        began = time.monotonic()
        assert get(web, "/readyz", token) == 503
        assert get(web, "/v1/voices", token) == 503
        assert time.monotonic() - began < 2 * BOUND
    wait_for(lambda: get(web, "/v1/voices", token) == 200, "requests are answered again")


def test_a_thread_waits_no_longer_than_it_says(ground):
    connection.ensure_connection()
    with ground.frozen("postgres"):
        began = time.monotonic()
        with (
            pytest.raises(OperationalError, match="did not answer"),
            patience.at_most(0.5),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT 1")
        assert time.monotonic() - began < BOUND
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_a_connection_is_not_waited_for_without_end(ground, monkeypatch):
    monkeypatch.setattr(patience, "CONNECT_SECONDS", 0.5)
    connection.close()
    with ground.frozen("postgres"), pytest.raises(OperationalError, match="did not answer"):
        connection.ensure_connection()
    connection.ensure_connection()


def test_the_next_host_is_tried_where_one_does_not_answer(ground):
    params = connection.get_connection_params()
    own = str(params["host"])
    both = {**params, "host": f"/nowhere,{own}"}
    assert [each["host"] for each in base._one_by_one(both)] == ["/nowhere", own]
    made = connection.get_new_connection(both)
    assert made.status == psycopg2.extensions.STATUS_READY
    made.close()
