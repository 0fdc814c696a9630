"""Checks that a process sees the files of its installation, and not an empty folder of its own.

When an installation is set up, a file is written into its store that only it can have written:
its content comes from a key in the database. A process whose store lacks it would lose what it
makes, and take what the others make for deleted.
"""

from django.db import Error, connection, transaction

from tenants import files
from tenants.models import InstallationKey
from tenants.sealing.installation_keys import installation_key
from tenants.sealing.keys import derive
from tenants.stores.port import TENANTS, Store, StoreAway, Unfit

FILE = f"{TENANTS}/installation"
KEY = "files"
"""The name of the key. It is in no backup: where one is restored, the store has its own."""


class WrongStore(Exception):
    """The files of this installation are elsewhere, or can't be kept here; the message says why."""


def claim() -> None:
    """Make the store this installation's, if it has none yet. Raises WrongStore or StoreAway."""
    store = files.store()
    try:
        store.try_out()
    except Unfit as error:
        raise WrongStore(str(error)) from error
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('lectern:claim-files'))")
        if InstallationKey.objects.filter(name=KEY).exists():
            check()
            return
        content = _content()
        try:
            store.write(FILE, content, new=True)
        except FileExistsError:
            # Of an installation whose set-up broke off in between, if it never got a tenant.
            if store.folders(TENANTS):
                raise WrongStore(
                    f"The files of another installation are in {_place()}. Each needs a folder, or "
                    "a bucket or prefix, of its own: set LECTERN_FILES."
                ) from None
            store.write(FILE, content)


def mark() -> None:
    """Write the installation's file, as into a store to which its files were brought."""
    store = files.store()
    store.make(TENANTS)
    store.write(FILE, _content())


def check(store: Store | None = None) -> None:
    """Raises WrongStore where the store is not this installation's, or StoreAway. By default, it is
    the one that the settings name.

    An installation that is not set up yet has none.
    """
    if not InstallationKey.objects.filter(name=KEY).exists():
        return
    try:
        found = (store or files.store()).read(FILE)
    except FileNotFoundError:
        found = b""
    if found != _content():
        raise WrongStore(
            f"This process does not see the files of this installation: {_place()} does not hold "
            f"its file “{FILE}”. Set LECTERN_FILES (or LECTERN_DATA) to where the other processes "
            "have the files. Where they were moved, move that file with them."
        )


def check_reachable() -> None:
    """Raises StoreAway where this is not the store of this installation, or it can't be reached."""
    try:
        check()
    except WrongStore as error:
        raise StoreAway(str(error)) from error


def check_before_work(**_signal: object) -> None:
    """End a Celery worker that does not see the files of this installation."""
    try:
        check()
    except WrongStore as error:
        # Celery logs exceptions of its signals and goes on; this one it lets through.
        raise SystemExit(str(error)) from None
    except (Error, StoreAway):
        # Without them a worker waits.
        return
    finally:
        connection.close()


def _content() -> bytes:
    return derive(installation_key(KEY), "the store of files").hex().encode()


def _place() -> str:
    described = files.store().description()
    if described["kind"] == "folder":
        return described["root"]
    return f"s3://{described['bucket']}/{described['prefix']}"
