"""Writes a workspace's zip."""

from dataclasses import dataclass
from typing import BinaryIO

from django.utils import timezone

from accounts.models import Membership
from lessons.access import Role, Viewer
from tenants.context import in_tenant
from tenants.models import Tenant
from web.workspace_export.archive import MISSING_COLUMNS, Archive
from web.workspace_export.jobs import add_jobs
from web.workspace_export.lessons import add_lessons
from web.workspace_export.readme import readme
from web.workspace_export.records import add_records

README, MISSING = "README.txt", "missing.csv"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a zip holds, and how many files are missing from it."""

    lessons: int
    jobs: int
    missing: int


def export_workspace(*, tenant: Tenant, out: BinaryIO, by: Membership | None) -> Figures:
    """Write all that the workspace owns, as an admin of it may read it; sentences are in
    the active language.

    `by` is the admin; None is the operator, who gets private lessons, too. `out` may be a pipe:
    nothing is open in the database while something is written to it. It is no snapshot: what is
    changed meanwhile may be in it as it was before or after. Raises StoreAway, and leaves `out`
    without an end then.
    """
    viewer = Viewer(tenant, Role.ADMIN, user=by.user_id) if by else None
    now = timezone.now()
    with in_tenant(tenant), Archive(out, now=now) as archive:
        add_records(archive, tenant)
        lessons = add_lessons(archive, tenant, viewer)
        jobs = add_jobs(archive, tenant)
        figures = Figures(lessons, jobs, len(archive.missing))
        if archive.missing:
            archive.add_table(MISSING, MISSING_COLUMNS, archive.missing)
        # Last, as it tells what there is: where it is missing, so is something else.
        text = readme(tenant, figures.lessons, figures.jobs, figures.missing, by=by, now=now)
        archive.add(README, text)
    return figures
