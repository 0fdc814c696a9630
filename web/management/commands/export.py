from argparse import SUPPRESS
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts.models import Membership
from activity.log import record
from activity.who import command
from lessons.access import Role, Viewer
from lessons.export_process.bounds import keep_in_bounds
from tenants.backup import places
from tenants.models import Tenant
from tenants.stores.port import StoreAway
from web.workspace_export.making import make
from web.workspace_export.service import export_workspace


class Command(BaseCommand):
    help = (
        "Write all that a workspace owns as a readable zip: lessons, sound, jobs, records, usage. "
        "Private lessons are in it, too, unless --for names an admin. See docs/backup.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--to", help="A file; - for a pipe.")
        parser.add_argument(
            "--for", dest="email", metavar="EMAIL", help="Only what this admin may read."
        )
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default="en")
        # For the general worker: an export that somebody asked for on the page or over REST.
        parser.add_argument("--job", help=SUPPRESS)
        parser.add_argument("--lease", type=UUID, help=SUPPRESS)

    def handle(
        self,
        *,
        slug: str,
        to: str | None,
        email: str | None,
        language: str,
        job: str | None,
        lease: UUID | None,
        **options: Any,
    ) -> None:
        if job and lease:
            keep_in_bounds()
            if not make(job, lease):
                raise CommandError(f"The export {job} was not made.")
            return
        if to is None:
            raise CommandError("Say where the zip goes: --to FILE.")
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"There is no workspace {slug!r}.")
        viewer = self._admin(tenant, email) if email else None
        try:
            with translation.override(language), places.written(to) as out:
                figures = export_workspace(tenant=tenant, out=out, viewer=viewer)
        except StoreAway as away:
            raise CommandError(f"The files can't be reached: {away.detail}") from None
        except BrokenPipeError:
            raise CommandError("Nobody reads the pipe any more.") from None
        record(action="workspace.exported", by=command("export"), tenant=tenant)
        self.stderr.write(
            f"{slug}: {figures.lessons} lessons, {figures.jobs} jobs, "
            f"{figures.missing} files missing"
        )

    def _admin(self, tenant: Tenant, email: str) -> Viewer:
        found = Membership.objects.filter(tenant=tenant, user__email__iexact=email).first()
        if found is None or not found.is_admin:
            raise CommandError(f"{email} is no admin of {tenant.slug}.")
        return Viewer(tenant, Role.ADMIN, user=found.user_id)
