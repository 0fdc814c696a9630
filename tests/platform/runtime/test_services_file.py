"""Other shells find the embedded services through `<data>/run/services.json`."""

import stat
from pathlib import Path

import pytest

from runtime import services_file

URLS = {"DATABASE_URL": "postgresql:///lectern", "REDIS_URL": "redis://:secret@127.0.0.1:1/0"}


def test_the_file_is_read_until_it_is_removed(tmp_path: Path) -> None:
    assert services_file.read(tmp_path) == {}
    services_file.write(tmp_path, URLS)
    assert services_file.read(tmp_path) == URLS
    services_file.remove(tmp_path)
    services_file.remove(tmp_path)
    assert services_file.read(tmp_path) == {}


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    services_file.write(tmp_path, URLS)
    path = tmp_path / services_file.NAME
    path.chmod(0o644)
    services_file.write(tmp_path, URLS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"DATABASE_URL": 5}'])
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / services_file.NAME
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(ValueError, match=r"services\.json is damaged"):
        services_file.read(tmp_path)
