"""A master key is made where nothing is sealed yet, and nowhere else."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tenants.sealing import first_key, master_keys
from tenants.sealing.installation_keys import installation_key


def url_of(name: str) -> str:
    dsn = connection.get_connection_params()
    return f"postgresql://{dsn['user']}@/{name}?host={dsn['host']}"


@pytest.fixture(autouse=True)
def no_key_is_given(monkeypatch):
    monkeypatch.delenv(master_keys.CURRENT, raising=False)


def test_a_new_installation_gets_a_key_and_keeps_it(db, tmp_path):
    first_key.make_if_first(tmp_path, url_of("template1"))
    made = master_keys.read(tmp_path)
    first_key.make_if_first(tmp_path, url_of("template1"))
    assert master_keys.read(tmp_path) == made
    assert (tmp_path / master_keys.FILE).stat().st_mode & 0o777 == 0o600


def test_beside_a_database_with_keys_none_is_made(committed, tmp_path):
    installation_key("tests")
    url = url_of(connection.get_connection_params()["dbname"])
    with pytest.raises(ImproperlyConfigured, match="keys that another one has wrapped"):
        first_key.make_if_first(tmp_path, url)
    assert not list(tmp_path.iterdir())


def test_none_is_made_while_the_database_can_not_be_asked(db, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="can't be asked"):
        first_key.make_if_first(tmp_path, url_of("there-is-none"))
    assert not list(tmp_path.iterdir())


def test_a_key_that_is_lost_is_not_made_anew(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="can't be read"):
        master_keys.read(tmp_path)
    assert not list(tmp_path.iterdir())
