"""Requests of one caller, however many, leave room for the others: in the database, in threads."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from config.databases import DEPARTURE_THREADS, HEALTH_THREADS
from runtime.supervision.processes import processes
from synthesis.engines import ENGINES
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.services import close_workspace, open_workspace
from tests.attack.web_process import WebProcess, endless_job, started, token_of, wait_until

CONNECTIONS = 8
# As the README has it: its own, that of the thread which renews leases, and a margin.
OF_A_WORKER = 5
LIMITS = {
    "LECTERN_DB_CONNECTIONS": str(CONNECTIONS),
    "LECTERN_REQUEST_WAIT_SECONDS": "60",
    "LECTERN_TOKEN_STREAMS": "300",
    "LECTERN_TENANT_STREAMS": "310",
    "LECTERN_STREAMS": "315",
}


@pytest.fixture
def other(committed) -> Iterator[Tenant]:
    """A second workspace outside of any test transaction."""
    tenant = open_workspace(name="Other", slug=f"other-{secrets.token_hex(4)}", plan="trial")
    yield tenant
    connection.set_schema_to_public()
    close_workspace(tenant=tenant)


@pytest.fixture(scope="module")
def started_web(django_db_setup, tmp_path_factory) -> Iterator[WebProcess]:
    with started(tmp_path_factory.mktemp("web"), **LIMITS) as process:
        yield process


@pytest.fixture
def web(started_web, committed, settings) -> WebProcess:
    """A web process with few connections, whose requests wait as long as they need."""
    settings.FILES = str(started_web.data)
    return started_web


@pytest.fixture(scope="module")
def hasty(django_db_setup, tmp_path_factory) -> Iterator[WebProcess]:
    """A web process that ends waiting and statements soon."""
    hurry = {"LECTERN_REQUEST_WAIT_SECONDS": "3", "LECTERN_STATEMENT_SECONDS": "8"}
    with started(tmp_path_factory.mktemp("hasty"), **LIMITS | hurry) as process:
        yield process


@pytest.fixture
def greatest(web) -> Iterator[Counter]:
    """Counts the web process's connections while the test runs; `most` is the greatest number."""
    seen, done = Counter(), threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            seen["most"] = max(seen["most"], web.connections())
        connection.close()

    watching = threading.Thread(target=watch)
    watching.start()
    yield seen
    done.set()
    watching.join()


def statuses(web: WebProcess, count: int, path: str, token: str = "") -> Counter:
    """How often each status was the answer to `count` requests, sixteen at a time."""
    with ThreadPoolExecutor(16) as clients:
        return Counter(
            answer.status for answer in clients.map(lambda _n: web.get(path, token), range(count))
        )


def test_all_processes_together_leave_postgres_room(db, settings, tmp_path):
    env = {"LECTERN_MODELS": str(settings.MODELS)}
    workers = len(processes("127.0.0.1", 0, env)) - 1 + len(ENGINES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int")
        most = cursor.fetchone()[0]
    web = settings.REQUEST_THREADS + HEALTH_THREADS + DEPARTURE_THREADS
    assert web + OF_A_WORKER * workers < most * 0.75


def test_open_streams_hold_no_connection(web, committed, greatest):
    token, job = token_of(committed), endless_job(committed)
    with web.streams(300, f"/v1/jobs/{job}/events", token) as heads:
        assert Counter(head.status for head in heads) == {200: 300}
        assert web.get("/v1/jobs", token).status == 200
        # Threads without work close their connections soon.
        wait_until(lambda: web.connections() <= 2)
    assert greatest["most"] <= CONNECTIONS
    assert web.get("/v1/jobs", token).status == 200


def test_many_clients_share_the_connections(web, committed, greatest):
    assert statuses(web, 400, "/v1/jobs", token_of(committed)) == {200: 400}
    assert 0 < greatest["most"] <= CONNECTIONS


def test_readiness_is_checked_for_all_who_ask(web, committed, greatest):
    wait_until(lambda: web.connections() <= 1)
    time.sleep(0.5)  # a count from before that is on its way
    greatest.clear()
    assert set(statuses(web, 150, "/readyz")) <= {200, 503}
    assert greatest["most"] <= 2
    assert web.get("/v1/jobs", token_of(committed)).status == 200


def test_too_many_streams_of_a_token_and_of_a_tenant_are_refused(web, committed):
    job = endless_job(committed)
    path = f"/v1/jobs/{job}/events"
    one, two = token_of(committed), token_of(committed)
    with web.streams(300, path, one):
        refused = web.get(path, one)
        assert (refused.status, refused.code) == (429, "too_many_streams")
        assert int(refused.headers["retry-after"]) > 0
        with web.streams(10, path, two) as heads:
            assert {head.status for head in heads} == {200}
            assert web.get(path, two).status == 429
    # The clients are gone, and with them their streams.
    wait_until(lambda: _opens(web, path, one))


def test_too_many_streams_of_all_are_refused_with_503(web, committed, other):
    path = f"/v1/jobs/{endless_job(committed)}/events"
    others = f"/v1/jobs/{endless_job(other)}/events"
    token = token_of(other)
    one, two = token_of(committed), token_of(committed)
    with web.streams(300, path, one), web.streams(10, path, two), web.streams(5, others, token):
        refused = web.get(others, token)
        assert (refused.status, refused.code) == (503, "too_many_streams")
        assert int(refused.headers["retry-after"]) > 0


def _opens(web: WebProcess, path: str, token: str) -> bool:
    with web.streams(1, path, token) as heads:
        return heads[0].status == 200


def test_a_slow_tenant_leaves_threads_to_the_others(hasty, committed, other):
    """All requests of one tenant wait for a lock in its schema."""
    slow, quick = token_of(committed), token_of(other)
    assert {hasty.get("/v1/jobs", token).status for token in (slow, quick)} == {200}
    with transaction.atomic(), ThreadPoolExecutor(40) as clients:
        with in_tenant(committed), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE synthesis_job IN ACCESS EXCLUSIVE MODE")
        begun = [clients.submit(hasty.get, "/v1/jobs", slow) for _ in range(40)]
        wait_until(lambda: _waiting_for_locks() >= 2)
        assert hasty.get("/v1/jobs", quick).status == 200
        assert hasty.get("/sign-in").status == 200
        assert hasty.get("/healthz").status == 200
        refused = [each for each in (future.result() for future in begun) if each.status == 429]
    assert refused, Counter(future.result().status for future in begun)
    assert refused[0].code == "too_many_requests_at_once"
    assert int(refused[0].headers["retry-after"]) > 0
    assert hasty.get("/v1/jobs", slow).status == 200


def test_slow_strangers_leave_threads_to_those_who_are_known(hasty, committed, other):
    """Requests without a tenant wait for a lock on what all of them read."""
    token = token_of(other)
    assert hasty.get("/v1/jobs", token).status == 200
    with transaction.atomic(), ThreadPoolExecutor(40) as clients:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        cookie = {"Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}
        begun = [clients.submit(lambda: hasty.get("/", **cookie)) for _ in range(40)]
        wait_until(lambda: _waiting_for_locks() >= 1)
        assert hasty.get("/v1/jobs", token).status == 200
        answers = [future.result() for future in begun]
    assert {answer.status for answer in answers} == {503}
    for answer in answers:
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["content-type"].startswith("text/html")


def _waiting_for_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def test_a_statement_that_takes_too_long_is_ended(hasty, committed):
    token = token_of(committed)
    with transaction.atomic():
        with in_tenant(committed), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE synthesis_job IN ACCESS EXCLUSIVE MODE")
        begun = time.monotonic()
        refused = hasty.get("/v1/jobs", token)
        assert refused.status == 503 and int(refused.headers["retry-after"]) > 0
        assert time.monotonic() - begun < 30
    assert hasty.get("/v1/jobs", token).status == 200


def test_threads_that_tenants_share_mix_nothing_up(web, committed, other):
    jobs = {tenant: endless_job(tenant) for tenant in (committed, other)}
    asked = [(tenant, token_of(tenant)) for tenant in (committed, other)] * 50

    def sees(tenant: Tenant, token: str) -> bool:
        mine = web.get(f"/v1/jobs/{jobs[tenant]}", token).status
        foreign = next(job for owner, job in jobs.items() if owner != tenant)
        return (mine, web.get(f"/v1/jobs/{foreign}", token).status) == (200, 404)

    with ThreadPoolExecutor(16) as clients:
        assert all(clients.map(lambda pair: sees(*pair), asked))


def test_connections_that_postgres_ended_are_replaced(web, committed):
    token = token_of(committed)
    assert statuses(web, 60, "/v1/jobs", token) == {200: 60}
    assert web.cut_connections() > 0
    assert statuses(web, 60, "/v1/jobs", token) == {200: 60}
