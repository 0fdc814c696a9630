"""A number of thousands of digits, which Python refuses to convert, is refused and no crash."""

import asyncio

import pytest

from config.serving.body_limit import limit_body
from rest.numbers import whole_number
from synthesis.models import Job
from tenants.context import in_tenant
from tests.web.test_errors import GOOD, check
from web.audio import byte_range

NINES = "9" * 5_000
ZEROS = "0" * 5_000


@pytest.fixture
def job(alice) -> str:
    return alice.rest.post("/v1/jobs", GOOD, format="json").json()["id"]


@pytest.mark.parametrize("name", ["from_byte", "from_segment"])
def test_where_a_stream_is_resumed(alice, job, name):
    answer = alice.rest.get(f"/v1/jobs/{job}/audio?{name}={NINES}")
    check(answer, 400, "invalid_value", name)


@pytest.mark.parametrize(
    ("address", "status", "code", "param"),
    [
        (f"jobs?limit={NINES}", 400, "invalid_value", "limit"),
        (f"jobs?limit={'0' * 8}1{NINES}", 400, "invalid_value", "limit"),
        ("jobs?limit=0000000010000", 400, "invalid_value", "limit"),
        (f"usage?start_time={NINES}", 400, "invalid_value", "start_time"),
        (f"pronunciations?version={NINES}", 404, "version_not_found", "version"),
    ],
)
def test_other_numbers_of_a_query(alice, address, status, code, param):
    check(alice.rest.get(f"/v1/{address}"), status, code, param)


def test_numbers_in_an_address(alice, job):
    check(alice.rest.get(f"/v1/jobs/{job}/segments/{NINES}"), 404, "not_found")


def test_the_number_of_a_change_to_undo(alice):
    answer = alice.browser.post(alice.page("pronunciations/undo"), {"number": NINES}, follow=True)
    assert "was changed again meanwhile" in answer.content.decode()


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (f"bytes=0-{NINES}", (0, 100)),
        (f"bytes=-{NINES}", (0, 100)),
        (f"bytes={ZEROS}5-{ZEROS}9", (5, 10)),
    ],
)
def test_ranges_of_a_file(header, part):
    assert byte_range.parse(header, 100) == part


def test_a_range_that_begins_after_every_file():
    with pytest.raises(byte_range.Unsatisfiable):
        byte_range.parse(f"bytes={NINES}-", 100)


@pytest.mark.parametrize(("tries", "jobs_after"), [(NINES, 1), (ZEROS, 2)])
def test_how_often_a_client_has_tried(alice, tries, jobs_after):
    headers = {"x-stainless-retry-count": "0"}
    first = alice.rest.post("/v1/audio/speech", GOOD, format="json", headers=headers)
    with in_tenant(alice.tenant):
        Job.objects.update(status=Job.Status.COMPLETED)
    headers = {"x-stainless-retry-count": tries}
    again = alice.rest.post("/v1/audio/speech", GOOD, format="json", headers=headers)
    assert again.status_code == 200
    assert (again["x-lectern-job"] == first["x-lectern-job"]) == (jobs_after == 1)
    with in_tenant(alice.tenant):
        assert Job.objects.count() == jobs_after


def test_the_declared_length_of_a_body():
    sent = []

    async def refused() -> None:
        async def app(*_args) -> None:
            raise AssertionError("the request was handled")

        async def receive() -> dict:
            return {}

        async def send(message) -> None:
            sent.append(message)

        scope = {"type": "http", "headers": [(b"content-length", NINES.encode())]}
        await limit_body(app, 1_000)(scope, receive, send)

    asyncio.run(refused())
    assert sent[0]["status"] == 413


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("100", 100),
        (ZEROS + "7", 7),
        (ZEROS, 0),
        ("101", None),
        (NINES, None),
        ("", None),
        ("-1", None),
        ("1.0", None),
        ("²", None),
        ("٣", None),
    ],
)
def test_whole_numbers_to_a_hundred(text, number):
    assert whole_number(text, most=100) == number
