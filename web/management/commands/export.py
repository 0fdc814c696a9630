import os
import stat
import sys
from argparse import SUPPRESS
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts.models import Membership
from activity.log import record
from activity.who import command
from lessons.export_process.bounds import keep_in_bounds
from tenants.backup import places
from tenants.models import Tenant
from tenants.stores.port import StoreAway
from web.workspace_export.service import export_workspace
from web.workspace_export.unhurried_pipe import UnhurriedPipe


class Command(BaseCommand):
    help = (
        "Write all that a workspace owns as a readable zip: lessons, sound, jobs, records, usage. "
        "Private lessons are in it, too, unless --for names an admin. See docs/backup.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--to", required=True, help="A file; - for a pipe.")
        parser.add_argument(
            "--for", dest="email", metavar="EMAIL", help="Only what this admin may read."
        )
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default="en")
        # For the page's download: the id of a membership, and an end with the parent.
        parser.add_argument("--member", type=int, help=SUPPRESS)
        parser.add_argument("--tied", action="store_true", help=SUPPRESS)

    def handle(
        self,
        *,
        slug: str,
        to: str,
        email: str | None,
        language: str,
        member: int | None,
        tied: bool,
        **options: Any,
    ) -> None:
        if tied:
            keep_in_bounds()
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"There is no workspace {slug!r}.")
        by = self._admin(tenant, email, member)
        try:
            with translation.override(language), _written(to) as out:
                figures = export_workspace(tenant=tenant, out=out, by=by)
        except StoreAway as away:
            raise CommandError(f"The files can't be reached: {away.detail}") from None
        except BrokenPipeError:
            raise CommandError("Nobody reads the pipe any more.") from None
        if not tied:  # the page has recorded it then
            record(action="workspace.exported", by=command("export"), tenant=tenant)
        self.stderr.write(
            f"{slug}: {figures.lessons} lessons, {figures.jobs} jobs, "
            f"{figures.missing} files missing"
        )

    def _admin(self, tenant: Tenant, email: str | None, member: int | None) -> Membership | None:
        if email is None and member is None:
            return None
        wanted = {"id": member} if member is not None else {"user__email__iexact": email}
        found = Membership.objects.filter(tenant=tenant, **wanted).first()
        if found is None or not found.is_admin:
            raise CommandError(f"{email or member} is no admin of {tenant.slug}.")
        return found


@contextmanager
def _written(place: str) -> Iterator[BinaryIO]:
    if place == places.PIPE and stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode):
        yield cast(BinaryIO, UnhurriedPipe(sys.stdout.fileno()))
        return
    with places.written(place) as out:
        yield out
