"""A database of the last release, with files, is brought up to this code."""

import json
import os
import secrets
import subprocess
import sys
import tarfile
from contextlib import closing

import psycopg2
import pytest

import config
from runtime.embedded.postgres import INSTALL
from tenants.schemas.template import TEMPLATE
from tenants.schemas.versions import of_public, of_tenants
from tests.catalogue import catalogue_of
from tests.upgrades.release import LINES, MASTER_KEY, archive


@pytest.fixture
def restored(tmp_path, django_db_setup):
    """The environment of an installation with what the archive holds."""
    data = tmp_path / "data"
    data.mkdir()
    with tarfile.open(archive()) as tar:
        tar.extractall(data, filter="data")
    server = os.environ["DATABASE_URL"]
    name = f"upgraded_{secrets.token_hex(4)}"
    path, _, query = server.partition("?")
    url = f"{path.rpartition('/')[0]}/{name}?{query}"
    with closing(psycopg2.connect(server)) as admin:
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            psql = [INSTALL / "bin" / "psql", "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1"]
            dump = data / "database.sql"
            done = subprocess.run([*psql, "-d", url, "-f", dump], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            yield {
                **os.environ,
                "DATABASE_URL": url,
                "LECTERN_DATA": str(data),
                "LECTERN_MASTER_KEY": MASTER_KEY,
            }
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(env: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=config.ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_database_of_the_last_release_is_migrated_and_whole(restored, alice):
    run(restored, "manage.py", "settle_database")
    seen = json.loads(run(restored, "-m", "tests.upgrades.look"))
    assert seen["differences"] == []
    assert seen["lines"] == LINES
    assert seen["voice"] == "a voice"
    assert seen["jobs"] == ["completed", "queued", "running"]
    assert seen["used_ms"] > 0
    with closing(psycopg2.connect(restored["DATABASE_URL"])) as link, link.cursor() as cursor:
        for upgraded, fresh, needed in (
            ("public", "public", of_public()),
            (TEMPLATE, TEMPLATE, of_tenants()),
            (seen["schema"], alice.tenant.schema_name, of_tenants()),
        ):
            theirs, ours = catalogue_of(upgraded, cursor), catalogue_of(fresh)
            # A schema made anew also has a record of what changes nothing in it.
            assert set(map(str, needed)) <= set(theirs.pop("migrations")) & set(
                ours.pop("migrations")
            )
            for kind in ours:
                assert set(theirs[kind]) ^ set(ours[kind]) == set(), f"{kind} of {fresh}"
