"""What nobody refers to is deleted, and nothing else."""

import os
import time
import uuid

import pytest
from django.core.cache import cache

from tenants import files
from tenants.stores import ownership, tidying
from tests.stored import on_disk


@pytest.fixture(autouse=True)
def from_the_first() -> None:
    cache.delete(tidying.AFTER)


def put(tenant_id: object, *, hours_old: float, name: str = "00000") -> str:
    folder = f"tenants/{tenant_id}/jobs/job_1"
    files.store().make(folder)
    files.store().write(f"{folder}/{name}", b"audio")
    moment = time.time() - 3600 * hours_old
    os.utime(on_disk(f"{folder}/{name}"), (moment, moment))
    return f"{folder}/{name}"


def test_files_of_workspaces_that_are_gone_go_after_a_day(alice):
    kept = put(alice.tenant.id, hours_old=1000)
    being_restored, gone = put(uuid.uuid4(), hours_old=23), put(uuid.uuid4(), hours_old=25)
    assert tidying.work() == 1
    assert files.store().names("tenants") == sorted([kept, being_restored])
    assert not files.store().exists(gone)


def test_it_goes_on_where_it_ended(alice, monkeypatch):
    gone = [uuid.UUID(int=number) for number in (1, 2, 3)]
    for each in gone:
        put(each, hours_old=25)
    monkeypatch.setattr(tidying, "WORKING_SECONDS", -1)
    assert [tidying.work() for _ in gone] == [1, 1, 1]
    assert files.store().names("tenants") == []


def test_a_store_that_is_not_ours_is_left_alone(alice, monkeypatch):
    name = put(uuid.uuid4(), hours_old=1000)

    def elsewhere() -> None:
        raise ownership.WrongStore("elsewhere")

    monkeypatch.setattr(ownership, "check", elsewhere)
    assert tidying.work() == 0
    assert files.store().exists(name)
