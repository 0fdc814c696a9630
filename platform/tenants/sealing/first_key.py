"""When a master key may be made: only where nothing was sealed with another one yet.

The settings import this module, so it needs none of them.
"""

from pathlib import Path

import psycopg2
from django.core.exceptions import ImproperlyConfigured

from tenants.sealing import master_keys

CONNECT_SECONDS = 5
HOLDERS = ("tenants_installationkey", "tenants_tenant")
"""The tables whose rows hold keys that the master key has wrapped."""


def make_if_first(folder: Path, database_url: str) -> None:
    """Make the master key in `folder` if there is none, and the database holds no keys.

    `database_url` is empty for the embedded database, which lies beside the folder. Raises
    ImproperlyConfigured where keys are stored, or that can't be told.
    """
    if master_keys.is_there(folder):
        return
    if database_url and (problem := _problem(database_url)):
        raise ImproperlyConfigured(
            f"There is no master key: neither LECTERN_MASTER_KEY nor {folder} has one, and "
            f"{problem}"
        )
    master_keys.make_first(folder)


def _problem(database_url: str) -> str | None:
    try:
        connection = psycopg2.connect(database_url, connect_timeout=CONNECT_SECONDS)
    except psycopg2.Error as error:
        return (
            "the database can't be asked whether it holds keys of another one, so none is made: "
            f"{str(error).strip()}"
        )
    try:
        with connection.cursor() as cursor:
            if any(_has_rows(cursor, table) for table in HOLDERS):
                return (
                    "the database holds keys that another one has wrapped. Set the one that "
                    "belongs to this data; a new one would open nothing of it."
                )
    finally:
        connection.close()
    return None


def _has_rows(cursor: "psycopg2.extensions.cursor", table: str) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{table}"])
    if cursor.fetchone() != (True,):
        return False
    cursor.execute(f"SELECT EXISTS (SELECT FROM public.{table})")  # noqa: S608  (one of HOLDERS)
    return bool(cursor.fetchone() == (True,))
