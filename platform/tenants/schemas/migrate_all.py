"""Bringing all schemas up to this code: `public`, then the template, then the tenants.

Can be repeated at any time: only what lacks a migration is touched, so a run that was broken off is
resumed by the next.
"""

import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from django.core.management import call_command
from django.db import connection

from tenants.models import Tenant
from tenants.schemas import processes, template
from tenants.schemas.versions import PUBLIC, lacking, of_public, tenants_behind

# Another process needs 2 s to load Django, in which one tenant after another is as quick.
TENANTS_WORTH_A_PROCESS = 20
PROGRESS_SECONDS = 5.0

Say = Callable[[str], None]
"""Takes a line for the operator."""


@dataclass(frozen=True)
class Failure:
    """A tenant that could not be migrated, and why, in one line."""

    slug: str
    error: str


@dataclass(frozen=True)
class Outcome:
    migrated: int
    failures: list[Failure]


def migrate_all(*, parallel: int, say: Say, only: Collection[str] = ()) -> Outcome:
    """Migrate what is behind, tenants in up to `parallel` processes; of them `only` these slugs.

    One run at a time: another one waits, and then finds nothing to do. A tenant whose migration
    fails stops no other. Raises what a migration of `public` or of the template raises.
    """
    with _alone(say):
        if lacking([PUBLIC], of_public()):
            say("public is behind: migrating it")
            call_command("migrate_schemas", shared=True, interactive=False)
        template.settle()
        slugs = dict(Tenant.objects.values_list("schema_name", "slug"))
        behind = [each for each in tenants_behind() if each in slugs]
        if only:
            behind = [each for each in behind if slugs[each] in only]
        if not behind:
            return Outcome(0, [])
        errors = _migrate(behind, min(parallel, 1 + len(behind) // TENANTS_WORTH_A_PROCESS), say)
        # One that was deleted meanwhile has not failed.
        kept = set(
            Tenant.objects.filter(schema_name__in=errors).values_list("schema_name", flat=True)
        )
        failures = [Failure(slugs[name], error) for name, error in errors.items() if name in kept]
        return Outcome(len(behind) - len(errors), failures)


@contextmanager
def _alone(say: Say) -> Iterator[None]:
    """Hold the lock of those who migrate, on a connection that nobody else closes."""
    guard = connection.copy()
    try:
        with guard.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('lectern:migrate'))")
            if not cursor.fetchone()[0]:
                say("another process migrates; waiting for it")
                cursor.execute("SELECT pg_advisory_lock(hashtext('lectern:migrate'))")
        yield
    finally:
        guard.close()


def _migrate(schemas: list[str], count: int, say: Say) -> dict[str, str]:
    """Migrate the schemas in `count` processes; returns the errors of those that failed."""
    several = f" in {count} processes" if count > 1 else ""
    say(f"workspaces behind: {len(schemas)}; migrating them{several}")
    errors = {}
    due = time.monotonic() + PROGRESS_SECONDS
    for done, (schema, error) in enumerate(_results(schemas, count), 1):
        if error:
            errors[schema] = error
        if time.monotonic() >= due or done == len(schemas):
            say(f"  {done} of {len(schemas)} done, {len(errors)} failed")
            due = time.monotonic() + PROGRESS_SECONDS
    return errors


def _results(schemas: list[str], count: int) -> Iterator[tuple[str, str]]:
    """Each schema, when it is done, with its error or ""."""
    if count == 1:
        for schema in schemas:
            yield schema, processes.migrate(schema)
        return
    connection.close()
    database = (connection.settings_dict["NAME"],)
    # Not forked: a fork would share this process's connections.
    pool = ProcessPoolExecutor(count, get_context("spawn"), processes.begin, database)
    try:
        working = {pool.submit(processes.migrate, schema): schema for schema in schemas}
        for future in as_completed(working):
            try:
                yield working[future], future.result()
            except BrokenProcessPool:
                yield working[future], "a process that migrates ended before it came to this one"
    finally:
        pool.shutdown(cancel_futures=True)
