"""Writes a workspace's zip."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import BinaryIO

from django.utils import timezone

from lessons.access import Viewer
from tenants.context import in_tenant
from tenants.models import Tenant
from web.workspace_export.archive import MISSING_COLUMNS, Archive
from web.workspace_export.jobs import add_jobs, count_jobs
from web.workspace_export.lessons import add_lessons, count_lessons
from web.workspace_export.readme import readme
from web.workspace_export.records import add_records

Progress = Callable[[int, int], None]


def untold(_done: int, _total: int) -> None:
    """Nobody wants to know."""


README, MISSING = "README.txt", "missing.csv"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a zip holds, and how many files are missing from it."""

    lessons: int
    jobs: int
    missing: int


def export_workspace(
    *, tenant: Tenant, out: BinaryIO, viewer: Viewer | None, progress: Progress = untold
) -> Figures:
    """Write all that the workspace owns, as the viewer may read it; sentences are in the active
    language.

    Without a viewer, it is the operator, who gets private lessons, too. `out` need not be seekable.
    `progress` is told how many of how many lessons and jobs are in it. It is no snapshot: what is
    changed meanwhile may be in it as it was before or after. Raises StoreAway, and leaves `out`
    without an end then.
    """
    now = timezone.now()
    with in_tenant(tenant), Archive(out, now=now) as archive:
        done, total = count(1), count_lessons(viewer) + count_jobs()
        progress(0, total)

        def each() -> None:
            progress(next(done), total)

        add_records(archive, tenant)
        lessons = add_lessons(archive, tenant, viewer, each)
        jobs = add_jobs(archive, tenant, each)
        figures = Figures(lessons, jobs, len(archive.missing))
        if archive.missing:
            archive.add_table(MISSING, MISSING_COLUMNS, archive.missing)
        # Last, as it tells what there is: where it is missing, so is something else.
        complete, missing = viewer is None, figures.missing
        text = readme(tenant, lessons, jobs, missing, complete=complete, now=now)
        archive.add(README, text)
    return figures
