"""A folder as the store: power cuts, interrupted work, and a disk that fails."""

import errno
import os
import stat

import pytest

from tenants.stores import folder
from tenants.stores.folder import FolderStore
from tenants.stores.port import StoreAway

JOB = "tenants/a/jobs/job_1"
NAME = f"{JOB}/00000"


@pytest.fixture
def store(tmp_path) -> FolderStore:
    store = FolderStore(tmp_path)
    store.make(JOB)
    return store


@pytest.mark.parametrize("how", [{}, {"new": True}])
def test_a_file_and_its_name_survive_a_power_cut(store, monkeypatch, how):
    """fsync(2): "does not ensure that the entry in the directory has reached disk"."""
    synced = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        is_there = store.path(NAME).exists()
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), is_there))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    store.write(NAME, b"audio", **how)
    assert synced == [(False, False), (True, True)]


def test_remains_of_an_interrupted_removal_go_with_the_next(store, monkeypatch):
    store.write(NAME, b"12")
    with monkeypatch.context() as patch:
        patch.setattr(folder.shutil, "rmtree", lambda *_args, **_kwargs: None)
        store.remove_folder(JOB)
    jobs = store.path(JOB).parent
    assert not store.path(JOB).exists() and list(jobs.iterdir())
    store.remove_folder(JOB)
    assert list(jobs.iterdir()) == []


def test_drafts_and_remains_are_tidied_up_once_they_are_old(store):
    store.write(NAME, b"kept")
    draft = store.path(JOB) / ".00001.1234abcd"
    draft.write_bytes(b"half a")
    remains = store.path(JOB).with_name(".deleted.job_0")
    remains.mkdir()
    (remains / "00000").write_bytes(b"12")
    assert store.names("tenants") == [NAME]
    assert store.tidy("tenants", older_than=60) == 0
    assert store.tidy("tenants", older_than=0) == 2
    assert not draft.exists() and not remains.exists()
    assert store.names("tenants") == [NAME]


@pytest.mark.parametrize(
    ("number", "is_full"),
    [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EIO, False), (errno.ESTALE, False)],
)
def test_a_disk_that_fails_is_the_stores_fault(store, monkeypatch, number, is_full):
    store.write(NAME, b"before")

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    for act in (
        lambda: store.write(NAME, b"after"),
        lambda: store.write(f"{JOB}/00001", b"after", new=True),
        store.check,
    ):
        with pytest.raises(StoreAway) as away:
            act()
        assert away.value.full is is_full
        assert away.value.status == (507 if is_full else 503)
    assert store.read(NAME) == b"before"
    assert [path.name for path in store.path(JOB).iterdir()] == ["00000"]


def test_a_truly_full_disk_is_full(tmp_path):
    """/dev/full answers every write with ENOSPC."""
    with pytest.raises(StoreAway) as away, folder.telling_away(), open("/dev/full", "wb") as file:
        file.write(b"audio")
        file.flush()
    assert away.value.full


def test_an_error_of_one_file_is_not_the_stores_fault(store):
    store.make(f"{JOB}/folder")
    with pytest.raises(IsADirectoryError):
        store.read(f"{JOB}/folder")
