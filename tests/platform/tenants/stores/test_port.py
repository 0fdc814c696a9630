"""What every store of files promises."""

import io
import json
import threading
from contextlib import suppress

import pytest

from tenants.stores.port import Store, opened

JOB = "tenants/a/jobs/job_1"
NAME = f"{JOB}/00000.pcm.sealed"


@pytest.fixture
def job(store) -> Store:
    """The store, with the folder of a job open."""
    store.make(JOB)
    return store


def test_a_file_is_read_as_it_was_written_in_whole_and_in_part(job):
    data = bytes(range(256)) * 4096  # longer than what comes with its opening
    job.write(NAME, data)
    assert job.read(NAME) == data
    assert (job.size(NAME), job.exists(NAME)) == (len(data), True)
    for start, end in [(0, 1), (5, 9), (700_000, 700_003), (len(data) - 2, None), (3, 3)]:
        assert job.read(NAME, start, end) == data[start:end]
        with job.open(NAME) as file:
            assert file.size == len(data)
            assert file.read(start, end) == data[start:end]


@pytest.mark.parametrize("past", [(4, 9), (4, None), (9, 12)])
def test_a_read_past_the_end_gives_what_is_there(job, past):
    job.write(NAME, b"1234")
    assert job.read(NAME, *past) == b""
    assert job.read(NAME, 2, 99) == b"34"
    with job.open(NAME) as file:
        assert (file.read(*past), file.read(2, 99)) == (b"", b"34")


def test_an_empty_file_is_a_file(job):
    job.write(NAME, b"")
    assert (job.read(NAME), job.size(NAME), job.names("tenants")) == (b"", 0, [NAME])
    with job.open(NAME) as file:
        assert (file.size, file.read()) == (0, b"")


def test_what_is_not_there_is_not_found(store):
    for ask in (store.read, store.size, store.open):
        with pytest.raises(FileNotFoundError):
            ask(NAME)
    assert not store.exists(NAME) and store.state(NAME) is None
    assert store.names("tenants") == store.folders("tenants") == []
    store.remove(NAME)
    store.remove_folder(JOB)


@pytest.mark.parametrize("name", ["../keys/master.key", "/etc/passwd", "a//b", "", "a/.open", "."])
def test_a_name_leads_nowhere_else(store, name):
    for act in (store.read, store.remove, store.make, store.remove_folder):
        with pytest.raises(ValueError, match="no name"):
            act(name)
    with pytest.raises(ValueError, match="no name"):
        store.write(name, b"")


def test_nothing_is_written_to_a_folder_that_is_not_open(store):
    assert not store.is_open(JOB)
    with pytest.raises(FileNotFoundError):
        store.write(NAME, b"audio")
    with pytest.raises(FileNotFoundError):
        store.write_from(NAME, io.BytesIO(b"audio"))
    assert store.names("tenants") == []
    store.make(JOB)
    store.make(JOB)
    assert store.is_open(JOB)
    store.write(NAME, b"audio")
    assert store.names("tenants") == [NAME]


@pytest.mark.parametrize("removed", [JOB, "tenants/a"])
def test_what_was_deleted_does_not_come_back(job, removed):
    job.write(NAME, b"audio")
    job.remove_folder(removed)
    assert not job.is_open(JOB) and job.names("tenants") == []
    for new in (True, False):
        with pytest.raises(FileNotFoundError):
            job.write(NAME, b"late", new=new)
    assert not job.exists(NAME) and job.folders("tenants/a/jobs") == []


def test_writers_that_race_with_a_deletion_leave_nothing(job):
    """Whatever moment of their writing it meets."""
    tried, refused = [], []

    def write(number: int) -> None:
        for turn in range(10_000):
            try:
                job.write(f"{JOB}/{number}-{turn}", b"audio")
                tried.append(number)
            except FileNotFoundError:
                refused.append(number)
                return

    writers = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for writer in writers:
        writer.start()
    while not tried:
        pass
    job.remove_folder("tenants/a")
    for writer in writers:
        writer.join()
    assert sorted(refused) == [0, 1, 2, 3]
    assert job.names("tenants") == []


def test_of_many_that_write_a_new_file_one_does(job):
    won = []

    def write(number: int) -> None:
        try:
            job.write(NAME, b"%d" % number, new=True)
            won.append(number)
        except FileExistsError:
            pass

    at_once(write, 8)
    assert len(won) == 1 and job.read(NAME) == b"%d" % won[0]


def test_of_many_that_replace_the_same_version_one_does(job):
    job.write(NAME, b"what a dead worker left")
    version = job.state(NAME).version
    won = []

    def write(number: int) -> None:
        try:
            job.write(NAME, b"%d" % number, replacing=version)
            won.append(number)
        except FileExistsError:
            pass

    at_once(write, 8)
    assert len(won) == 1 and job.read(NAME) == b"%d" % won[0]
    assert job.state(NAME).version != version


def at_once(act, count: int) -> None:
    threads = [threading.Thread(target=act, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_version_that_is_gone_is_not_replaced(job):
    job.write(NAME, b"first")
    version = job.state(NAME).version
    job.remove(NAME)
    with pytest.raises(FileExistsError):
        job.write(NAME, b"second", replacing=version)
    assert not job.exists(NAME)


def test_an_open_file_is_never_a_mixture(job):
    job.write(NAME, b"1" * 2_000_000)
    with job.open(NAME) as file:
        job.write(NAME, b"2" * 2_000_000)
        with suppress(FileNotFoundError):  # it may say so
            assert file.read(1_999_990) == b"1" * 10
    assert job.read(NAME, 1_999_990) == b"2" * 10


def test_a_large_file_is_written_from_a_file(job):
    data = bytes(range(251)) * (40 * 4096)  # several parts of an upload
    job.write_from(NAME, io.BytesIO(data))
    assert job.size(NAME) == len(data)
    assert job.read(NAME, 20_000_000, 20_000_100) == data[20_000_000:20_000_100]


def test_a_list_has_all_files_below_in_order_with_their_state(job):
    names = [f"{JOB}/{name}" for name in ("00001", "00000", "ended")]
    for name in names:
        job.write(name, name.encode())
    job.make("tenants/ab/jobs/job_2")
    job.write("tenants/ab/jobs/job_2/00000", b"another's")
    assert job.names("tenants/a") == sorted(names)
    assert list(job.files(JOB)) == [job.state(name) for name in sorted(names)]
    assert job.folders("tenants") == ["tenants/a", "tenants/ab"]
    assert job.folders("tenants/a/jobs") == [JOB]
    job.remove(names[0])
    job.remove_folder("tenants/a")
    assert job.names("tenants") == ["tenants/ab/jobs/job_2/00000"]


def test_a_check_leaves_nothing_behind(store):
    store.check()
    store.check(1 << 20)
    assert store.names("tenants") == []


def test_another_process_opens_it_from_its_description(job):
    job.write(NAME, b"audio")
    again = opened(json.loads(json.dumps(job.description())))
    assert type(again) is type(job) and again.read(NAME) == b"audio"


@pytest.mark.parametrize("described", [{}, {"kind": "tape"}, {"kind": "objects"}])
def test_a_description_that_is_none_is_refused(described):
    with pytest.raises(ValueError, match="no description"):
        opened(described)
