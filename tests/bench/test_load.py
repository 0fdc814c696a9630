"""The load test itself: what its clients send, and what it judges by what it measured."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from accounts.models import ApiToken
from bench.load import seeding
from bench.load.answers import Answer, kinds
from bench.load.generator import generate
from bench.load.judgement import Outcome, figures
from bench.load.population import Person, Population, Program
from bench.load.probe import Normal, Recovery
from bench.load.scenario import Scenario
from bench.load.server import Sample

SCENARIO = Scenario.of(4, tenants=2, seconds=2.0, think=0.02, hostile_think=0.01)
CONNECTIONS = 40


def sample(at: float, rss: float = 200e6, connections: int = 20) -> Sample:
    return Sample(at, int(rss), 100, 20, at / 2, connections, 3, 50)


def page(seconds: float = 0.1, status: int = 200, kind: str = "page jobs") -> Answer:
    return Answer(kind, 1.0, seconds, status)


GOOD = Outcome(
    scenario=SCENARIO,
    answers=[page() for _ in range(100)],
    lags=[0.001],
    cpu=0.1,
    before=[sample(at) for at in range(10)],
    samples=[sample(at) for at in range(10, 130)],
    normal=Normal(p95=50.0, connections=15),
    recovery=Recovery(pages=2.0, connections=3.0),
    web_processes=1,
    web_processes_wanted=1,
)


def failed(outcome: Outcome) -> list[str]:
    return [each.name for each in figures(outcome, CONNECTIONS) if each.holds is False]


def test_a_good_run_holds_every_bound():
    assert failed(GOOD) == []


@pytest.mark.parametrize(
    ("worse", "bound"),
    [
        ({"answers": [page(), page(status=503)]}, "answered with 5xx"),
        ({"answers": [page(), page(status=0)]}, "without an answer"),
        ({"answers": [page(), page(status=429)]}, "refused with 429"),
        ({"answers": [page(), page(status=404, kind="rest poll")]}, "another status"),
        ({"answers": [page(), page(status=500, kind="hostile path")]}, "hostile requests"),
        ({"answers": [page(0.5) for _ in range(6)] + [page()] * 94}, "pages, p95"),
        ({"samples": [*GOOD.samples, sample(130, connections=41)]}, "database connections"),
        ({"samples": [sample(at, rss=2e8 + at * 1e6) for at in range(120)]}, "memory"),
        ({"samples": [*GOOD.samples, sample(130)._replace(segments_open=0)]}, "engines"),
        ({"web_processes": 2}, "processes that ended"),
        ({"recovery": Recovery(pages=60.0, connections=1.0)}, "until pages"),
        ({"recovery": Recovery(pages=1.0, connections=60.0)}, "until connections"),
    ],
)
def test_each_bound_fails_alone(worse, bound):
    names = failed(replace(GOOD, **worse))
    assert len(names) == 1 and bound in names[0]


def test_strangers_may_be_refused():
    strangers = [page(status=status, kind="hostile token") for status in (0, 401, 429, 503)]
    assert failed(replace(GOOD, answers=[*GOOD.answers, *strangers])) == []


def test_figures_of_a_kind():
    answers = [page(number / 1000) for number in range(100)] + [Answer("page jobs", 1.0, 30.0, 0)]
    (jobs,) = kinds(answers, seconds=10.0)
    assert (jobs.requests, jobs.a_second, jobs.p50, jobs.p99) == (101, 10.1, 50.0, 99.0)
    assert jobs.statuses == {"200": 100, "none": 1}


def test_every_kind_of_client_takes_part():
    """Against a server that knows no Lectern, and gives every request the same answer."""
    generated = asyncio.run(_generate())
    asked = Counter(answer.kind.split(" ")[0] for answer in generated["answers"])
    wanted = {"page", "sign-in", "rest", "events", "slow", "half-open", "hostile"}
    assert wanted <= set(asked), asked
    assert generated["lags"]
    lost = [each for each in generated["answers"] if each.of_tenant and each.status == 0]
    assert lost == []


async def _generate() -> dict:
    server = await asyncio.start_server(_answer_all, "127.0.0.1", 0, limit=1024 * 1024)
    port = server.sockets[0].getsockname()[1]
    person = Person("a-school", "a@example.org", "s" * 32, "c" * 32, ["lesson_1"], "a phrase")
    program = Program("token", "job_1")
    population = Population(
        host="127.0.0.1",
        port=port,
        people=[person] * 2,
        owners=[person],
        programs=[program] * SCENARIO.clients,
        followed=["job_1"] * SCENARIO.streams,
        hostile_token="token",
    )
    async with server:
        return await generate(replace(SCENARIO, sign_in_think=0.02), population)


async def _answer_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    body = b'{"id": "job_2"}'
    while True:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            break
        lengths = [line for line in head.split(b"\r\n") if line.startswith(b"Content-Length: ")]
        if lengths:
            await reader.readexactly(int(lengths[0].split()[1]))
        status = b"201 Created" if head.startswith(b"POST /v1/jobs") else b"200 OK"
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
    writer.close()


@pytest.mark.django_db
def test_those_who_take_part_may_do_what_they_do(client, monkeypatch):
    monkeypatch.setattr(seeding, "_wait", lambda tenant, job: None)
    population = seeding.populate(SCENARIO, "http://localhost:8000")
    assert (len(population.people), len(population.programs)) == (2, 4)
    assert len(population.followed) == SCENARIO.streams
    for number, job in enumerate(population.followed):
        token = population.programs[number % len(population.programs)].token
        found = client.get(f"/v1/jobs/{job}", headers={"Authorization": f"Bearer {token}"})
        assert found.status_code == 200
    for person in population.people:
        client.cookies["sessionid"] = person.session
        for address in ("", "usage", *(f"lessons/{lesson}" for lesson in person.lessons)):
            assert client.get(f"/w/{person.slug}/{address}").status_code == 200
    assert ApiToken.objects.count() == 5
