from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from activity.log import record
from activity.who import Thing, command
from tenants.backup import places, saving
from tenants.models import Tenant

INSTALLATION_FILE = "installation.lectern"


class Command(BaseCommand):
    help = (
        "Write one workspace, or with --all every one and the installation, as encrypted archives. "
        "Work goes on meanwhile. See docs/backup.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?")
        parser.add_argument("--all", action="store_true", help="All workspaces, into a folder.")
        parser.add_argument(
            "--to", required=True, help="A file; - for a pipe; a folder with --all."
        )
        parser.add_argument("--passphrase-file", metavar="PATH")

    def handle(
        self,
        *,
        slug: str | None,
        all: bool,
        to: str,
        passphrase_file: str | None,
        **options: Any,
    ) -> None:
        if bool(slug) == all:
            raise CommandError("Name one workspace, or give --all.")
        try:
            secret = places.passphrase(passphrase_file)
            if all:
                self._all(Path(to), secret)
            else:
                self._one(str(slug), to, secret)
        except (places.NoPassphrase, ValueError) as error:
            raise CommandError(str(error)) from None

    def _one(self, slug: str, to: str, secret: str) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"There is no workspace {slug!r}.")
        with places.written(to) as out:
            figures = saving.save_workspace(tenant=tenant, out=out, passphrase=secret)
        thing = Thing("workspace", str(tenant.id), tenant.name)
        record(action="workspace.backed_up", by=command("backup"), tenant=tenant, thing=thing)
        self.stderr.write(
            f"{slug}: {figures['files']} files ({figures['file_bytes']} bytes), "
            f"{figures['row_bytes']} bytes of rows"
        )

    def _all(self, folder: Path, secret: str) -> None:
        """The workspaces first: where one was opened since, it is in the next backup."""
        folder.mkdir(parents=True, exist_ok=True)
        failed = []
        for slug in list(Tenant.objects.order_by("slug").values_list("slug", flat=True)):
            try:
                self._one(slug, str(folder / f"{slug}.lectern"), secret)
            except CommandError:
                self.stderr.write(f"{slug}: was deleted meanwhile")
            except ValueError:
                raise
            except Exception as error:
                # The others must not stay without a backup because of this one.
                failed.append(slug)
                self.stderr.write(f"{slug}: FAILED: {type(error).__name__}: {error}")
        with places.written(str(folder / INSTALLATION_FILE)) as out:
            saving.save_installation(out=out, passphrase=secret)
        if failed:
            raise CommandError(f"No backup of {', '.join(failed)}.")
