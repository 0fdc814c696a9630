import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.backup import places, restoring
from tenants.backup.sealed_stream import BadArchive
from tenants.management.commands.backup import INSTALLATION_FILE
from tenants.models import Tenant

PROBLEMS = (places.NoPassphrase, BadArchive, restoring.CantRestore, OSError)


class Command(BaseCommand):
    help = (
        "Restore a workspace from its archive, on any installation of this version; or with --all, "
        "on an empty installation, a folder that `backup --all` wrote. See docs/backup.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", help="A file; - for a pipe; a folder with --all.")
        parser.add_argument("--all", action="store_true")
        parser.add_argument("--check", action="store_true", help="Only read it, to its end.")
        parser.add_argument("--slug", default="", help="Restore it under another address.")
        parser.add_argument("--plan", default="", metavar="CODE", help="Put it on another plan.")
        parser.add_argument(
            "--whole",
            action="store_true",
            help="Keep its payment, reports and API tokens, as the installation it was saved on is "
            "gone, and this one has its signing keys and people.",
        )
        parser.add_argument("--passphrase-file", metavar="PATH")

    def handle(
        self,
        *,
        archive: str,
        all: bool,
        check: bool,
        passphrase_file: str | None,
        **options: Any,
    ) -> None:
        wish = restoring.Wish(options["slug"], options["plan"], options["whole"])
        try:
            secret = places.passphrase(passphrase_file)
            if check:
                with places.read(archive) as source:
                    self.stdout.write(json.dumps(restoring.check(source, secret)))
            elif all:
                self._all(Path(archive), secret)
            else:
                self._one(archive, secret, wish)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except PROBLEMS as error:
            raise CommandError(str(error)) from None

    def _one(self, archive: str, secret: str, wish: restoring.Wish) -> None:
        with places.read(archive) as source:
            tenant = restoring.restore_workspace(source=source, passphrase=secret, wish=wish)
        shown = {"id": str(tenant.id), "slug": tenant.slug, "name": tenant.name}
        self.stdout.write(json.dumps(shown, ensure_ascii=False))

    def _all(self, folder: Path, secret: str) -> None:
        """May be killed and run again: what is there is left as it is."""
        if not Tenant.objects.exists() and not self._has_people():
            with places.read(str(folder / INSTALLATION_FILE)) as source:
                restoring.restore_installation(source=source, passphrase=secret)
        wish = restoring.Wish(whole=True)
        for archive in sorted(folder.glob("*.lectern")):
            if archive.name == INSTALLATION_FILE:
                continue
            if Tenant.objects.filter(slug=archive.stem).exists():
                self.stderr.write(f"{archive.stem}: is here already")
                continue
            self._one(str(archive), secret, wish)

    def _has_people(self) -> bool:
        return restoring.people.User.objects.exists()
