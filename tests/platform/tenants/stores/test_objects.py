"""A bucket as the store: writers that die, servers that fail."""

import socket

import pytest
from botocore.exceptions import ClientError

from tenants.stores import objects
from tenants.stores.objects import ObjectStore
from tenants.stores.port import StoreAway, Unfit
from tests.platform.tenants.stores.conftest import store_in

JOB = "tenants/a/jobs/job_1"
NAME = f"{JOB}/00000"


def test_a_folder_removed_during_a_put_takes_the_object_back(bucket, monkeypatch):
    bucket.make(JOB)
    put = bucket._put

    def put_while_it_is_removed(name: str, data: bytes, **conditions: str) -> None:
        bucket.remove_folder("tenants/a")
        put(name, data, **conditions)

    monkeypatch.setattr(bucket, "_put", put_while_it_is_removed)
    with pytest.raises(FileNotFoundError):
        bucket.write(NAME, b"audio", new=True)
    assert list(bucket._all("tenants")) == []


def test_what_a_writer_left_that_died_is_tidied_up(bucket):
    bucket.make(JOB)
    bucket.write(NAME, b"kept")
    # Put after the folder's removal, by a writer that then died.
    orphan = "tenants/a/jobs/job_0/00000"
    bucket._put(orphan, b"audio")
    assert bucket.tidy("tenants", older_than=3600) == 0
    assert bucket.tidy("tenants", older_than=-1) == 1
    assert bucket.names("tenants") == [NAME]


def test_an_interrupted_removal_is_finished_by_tidying(bucket, monkeypatch):
    bucket.make(JOB)
    bucket.write(NAME, b"audio")
    with monkeypatch.context() as patch, pytest.raises(OSError, match="killed"):

        def killed(name: str) -> None:
            if not name.endswith(objects.MARKER):
                raise OSError("killed")
            ObjectStore._delete(bucket, name)

        patch.setattr(bucket, "_delete", killed)
        bucket.remove_folder(JOB)
    assert not bucket.is_open(JOB) and bucket.names(JOB) == [NAME]
    assert bucket.tidy("tenants", older_than=-1) == 1
    assert bucket.names(JOB) == []


def test_more_objects_than_one_list_holds(bucket, monkeypatch):
    bucket.make(JOB)
    for number in range(7):
        bucket.write(f"{JOB}/{number}", b"")
    pages = bucket._client.get_paginator
    monkeypatch.setattr(bucket._client, "get_paginator", lambda name: Small(pages(name)))
    assert len(bucket.names("tenants")) == 7
    bucket.remove_folder("tenants/a")
    assert list(bucket._all("tenants")) == []


class Small:
    def __init__(self, paginator) -> None:
        self._paginator = paginator

    def paginate(self, **how):
        return self._paginator.paginate(**how, PaginationConfig={"PageSize": 3})


def test_conditions_are_tried_out(bucket, monkeypatch):
    bucket.try_out()
    put = bucket._client.put_object

    def unconditional(*, IfNoneMatch=None, IfMatch=None, **how):
        return put(**how)

    monkeypatch.setattr(bucket._client, "put_object", unconditional)
    with pytest.raises(Unfit, match="IfNoneMatch"):
        bucket.try_out()


def test_a_bucket_that_is_not_there_is_the_stores_fault(s3):
    nowhere = store_in(s3, "no-such-bucket")
    for act in (lambda: nowhere.make(JOB), nowhere.check, lambda: nowhere.names("tenants")):
        with pytest.raises(StoreAway, match="reached"):
            act()


def test_a_server_that_is_away_or_silent_is_the_stores_fault(s3, bucket, monkeypatch):
    bucket.make(JOB)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setattr(objects, "READ_SECONDS", 0.5)
    gone = ObjectStore("b", endpoint=f"http://127.0.0.1:{port}", access_key="a", secret_key="b")
    silent = store_in(s3, bucket.bucket)
    s3.stop_answering()
    try:
        for store in (gone, silent):
            for act in (
                lambda store=store: store.write(NAME, b"audio"),
                lambda store=store: store.read(NAME),
                lambda store=store: store.is_open(JOB),
            ):
                with pytest.raises(StoreAway) as away:
                    act()
                assert (away.value.status, away.value.full) == (503, False)
    finally:
        s3.answer_again()
    silent.write(NAME, b"audio")


@pytest.mark.parametrize(
    ("code", "raised", "is_full"),
    [
        ("SlowDown", StoreAway, False),
        ("InternalError", StoreAway, False),
        ("AccessDenied", StoreAway, False),
        ("NoSuchBucket", StoreAway, False),
        ("XMinioStorageFull", StoreAway, True),
        ("QuotaExceeded", StoreAway, True),
        ("NoSuchKey", FileNotFoundError, None),
        ("PreconditionFailed", FileExistsError, None),
    ],
)
def test_an_answer_is_told_apart(code, raised, is_full):
    with pytest.raises(raised) as told, objects.telling_away(NAME):
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "PutObject")
    assert getattr(told.value, "full", None) is is_full
