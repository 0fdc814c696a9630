"""A process that does not see the files of its installation says so, and does no work."""

import time
from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from django.db import connection

from synthesis.monitoring.readiness import check_storage
from telemetry.health import NotReady
from tenants import files
from tenants.models import InstallationKey
from tenants.sealing import installation_keys
from tenants.stores import ownership
from tenants.stores.ownership import WrongStore
from tenants.stores.port import StoreAway
from tests.s3_server import keep_files_in


@pytest.fixture
def claimed(db, monkeypatch) -> Iterator[None]:
    # The test's transaction is in it.
    monkeypatch.setattr(ownership, "connection", Mock(wraps=connection, close=lambda: None))
    installation_keys.forget()
    ownership.claim()
    yield
    installation_keys.forget()


def elsewhere(settings, tmp_path) -> None:
    """What a machine finds that has LECTERN_DATA of its own."""
    settings.FILES = str(tmp_path / "elsewhere")


def test_the_first_store_is_the_installations(claimed):
    ownership.check()
    ownership.claim()
    check_storage()
    ownership.check_before_work()


def test_another_one_is_not(claimed, settings, tmp_path):
    elsewhere(settings, tmp_path)
    with pytest.raises(WrongStore, match=r"does not see the files .*elsewhere"):
        ownership.check()
    with pytest.raises(WrongStore):
        ownership.claim()
    with pytest.raises(SystemExit, match="does not see the files"):
        ownership.check_before_work()
    with pytest.raises(NotReady, match="does not see the files"):
        check_storage()
    with pytest.raises(StoreAway):
        ownership.check_reachable()


def test_a_store_to_which_the_files_were_moved_is(claimed, settings, tmp_path):
    content = files.store().read(ownership.FILE)
    elsewhere(settings, tmp_path)
    files.store().make("tenants")
    files.store().write(ownership.FILE, content)
    ownership.check()


def test_the_store_of_another_installation_is_left_alone(claimed, settings):
    files.store().make("tenants/somebody/jobs/job_1")
    InstallationKey.objects.filter(name=ownership.KEY).delete()
    installation_keys.forget()
    with pytest.raises(WrongStore, match="another installation"):
        ownership.claim()
    # Of one whose set-up broke off: nobody has files in it.
    files.store().remove_folder("tenants/somebody")
    ownership.claim()
    ownership.check()


def test_an_installation_that_is_not_set_up_has_none(db):
    assert not InstallationKey.objects.filter(name=ownership.KEY).exists()
    ownership.check()
    assert files.store().names("tenants") == []


@pytest.mark.parametrize("full", [True, False])
def test_readiness_tells_a_full_store_from_one_that_is_away(db, monkeypatch, full):
    def fail(_store, _size=0):
        raise StoreAway("the disk of the web process", full=full)

    monkeypatch.setattr(type(files.store()), "check", fail)
    with pytest.raises(NotReady) as told:
        check_storage()
    assert str(told.value) == ("no room for files" if full else "files can't be written")


def test_readiness_does_not_wait_for_a_store_that_says_nothing(claimed, s3, settings, monkeypatch):
    """Whoever watches a process gives up after some seconds, and would not learn why."""
    keep_files_in(s3, settings, monkeypatch)
    ownership.mark()
    check_storage()
    s3.stop_answering()
    began = time.monotonic()
    try:
        with pytest.raises(NotReady, match="files can't be written"):
            check_storage()
    finally:
        s3.answer_again()
    # The image's own health check waits four seconds.
    assert time.monotonic() - began < 4
