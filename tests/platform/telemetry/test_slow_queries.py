"""Statements that take long are counted and logged by kind; no value of one gets into a log."""

import logging

import pytest
from django.db import OperationalError, connection, transaction

from telemetry.slow_queries import SLOW, fingerprint, kind

SECRET = "purple giraffe"


@pytest.fixture
def slow(db, settings, caplog):
    settings.SLOW_QUERY_SECONDS = 0.05
    caplog.set_level(logging.WARNING, "telemetry.slow_queries")
    before = SLOW._value.get()
    return lambda: (SLOW._value.get() - before, [r.getMessage() for r in caplog.records])


def ask(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_a_slow_statement_is_logged_without_its_values(slow):
    ask("SELECT pg_sleep(%s), %s", 0.06, SECRET)
    ask(f"SELECT pg_sleep(0.07), '{SECRET}, it''s true'")
    ask("SELECT 1")
    count, lines = slow()
    assert count == len(lines)
    lines = [line for line in lines if line.endswith(": SELECT pg_sleep(?), ?")]
    assert len(lines) == 2
    assert len({line.split()[2] for line in lines}) == 1  # the same fingerprint
    assert SECRET not in "".join(slow()[1])


def test_one_that_was_given_up_counts_too(slow):
    with pytest.raises(OperationalError), transaction.atomic():
        ask("SET LOCAL statement_timeout = 60")
        ask("SELECT pg_sleep(5)")
    count, lines = slow()
    # On a busy machine what begins and ends the transaction may be slow, too.
    assert len([line for line in lines if line.endswith(": SELECT pg_sleep(?)")]) == 1
    assert count == len(lines)


def test_a_kind_is_the_same_whatever_the_values():
    one = "SELECT a1 FROM t_0123456789abcdef0123456789abcdef.x WHERE b IN (1, 22) AND c = 'y'"
    two = "SELECT a1  FROM t_ffffffffffffffffffffffffffffffff.x\nWHERE b IN (%s) AND c = $$z$$"
    assert kind(one) == kind(two) == "SELECT a1 FROM ?.x WHERE b IN (?) AND c = ?"
    rows = "INSERT INTO x VALUES (%s, 1.5), ('a', -2)"
    assert kind(rows) == "INSERT INTO x VALUES (?)"
    assert fingerprint(kind(one)) != fingerprint(kind(rows))
