"""Jobs of many tenants in a few statements, for operators' pages.

Opening one schema after another takes four statements a tenant; a union of their tables is one for
SCHEMAS_AT_ONCE of them, which also bounds the locks that a statement takes.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg2 import sql

from synthesis.models import Job
from tenants.models import Tenant

SCHEMAS_AT_ONCE = 100
TABLE = Job._meta.db_table


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many jobs of a tenant failed, and how many were completed."""

    failed: int = 0
    completed: int = 0


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed, whose it is, and when it ended."""

    tenant: Tenant
    job: Job
    at: datetime.datetime


def outcomes(since: Mapping[Tenant, datetime.datetime]) -> dict[UUID, Outcomes]:
    """By tenant id, how the jobs ended that were submitted since the tenant's own moment."""
    found: dict[UUID, Outcomes] = {}
    for schemas in _present(list(since)):
        parts = [
            sql.SQL(
                "SELECT {place}, count(*) FILTER (WHERE status = {failed}),"
                " count(*) FILTER (WHERE status = {completed})"
                " FROM {table} WHERE created_at >= {since}"
            ).format(
                place=sql.Literal(place),
                failed=sql.Literal(str(Job.Status.FAILED)),
                completed=sql.Literal(str(Job.Status.COMPLETED)),
                table=sql.Identifier(tenant.schema_name, TABLE),
                since=sql.Literal(since[tenant]),
            )
            for place, tenant in enumerate(schemas)
        ]
        for place, failed, completed in _rows(sql.SQL(" UNION ALL ").join(parts)):
            found[schemas[place].id] = Outcomes(failed, completed)
    return found


def failed_lately(tenants: Sequence[Tenant], *, of_each: int, most: int) -> list[FailedJob]:
    """The jobs that failed last, the newest first: `of_each` tenant at most, and `most` in all.

    Of each job there are its id, error code and the moment at which it ended.
    """
    found: list[FailedJob] = []
    for schemas in _present(tenants):
        parts = [
            sql.SQL(
                "(SELECT {place}, id, error_code, finished_at FROM {table}"
                " WHERE status = {failed} AND finished_at IS NOT NULL"
                " ORDER BY finished_at DESC LIMIT {of_each})"
            ).format(
                place=sql.Literal(place),
                table=sql.Identifier(tenant.schema_name, TABLE),
                failed=sql.Literal(str(Job.Status.FAILED)),
                of_each=sql.Literal(of_each),
            )
            for place, tenant in enumerate(schemas)
        ]
        newest = sql.SQL("SELECT * FROM ({}) AS ended ORDER BY finished_at DESC LIMIT {}").format(
            sql.SQL(" UNION ALL ").join(parts), sql.Literal(most)
        )
        for place, job_id, error_code, at in _rows(newest):
            job = Job(id=job_id, status=Job.Status.FAILED, error_code=error_code, finished_at=at)
            found.append(FailedJob(schemas[place], job, at))
    found.sort(key=lambda each: each.at, reverse=True)
    return found[:most]


def _present(tenants: Sequence[Tenant]) -> Iterator[list[Tenant]]:
    """The tenants whose table is there, SCHEMAS_AT_ONCE at a time.

    That of a workspace that is being opened or closed may not be.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename = %s AND schemaname = ANY(%s)",
            [TABLE, [tenant.schema_name for tenant in tenants]],
        )
        there = {name for (name,) in cursor.fetchall()}
    present = [tenant for tenant in tenants if tenant.schema_name in there]
    for begin in range(0, len(present), SCHEMAS_AT_ONCE):
        yield present[begin : begin + SCHEMAS_AT_ONCE]


def _rows(statement: sql.Composed) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(cursor.cursor))
        return cursor.fetchall()
