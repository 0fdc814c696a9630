"""A restored workspace's queue (settings.ON_WORKSPACE_RESTORED)."""

from functools import partial

from django.db import transaction

from synthesis.dispatch.models import EngineClock, TenantShare
from synthesis.dispatch.wake import wake_workers
from synthesis.jobs.outcomes.withdrawal import AUDIO_PURGED
from synthesis.models import Job
from synthesis.storage import job_audio, prepare
from tenants import derived_files, files
from tenants.backup.restoring import Wish
from tenants.models import Tenant


def take_up_work(tenant: Tenant, wish: Wish) -> None:
    """Have its unfinished jobs go on, in turn with those that are here. What its workers had leased
    comes back by itself, once the leases are over.

    Audio that was made after the backup's moment has no job; it is deleted.
    """
    clocks = dict(EngineClock.objects.values_list("engine", "virtual_time"))
    for share in TenantShare.objects.filter(tenant=tenant):
        share.virtual_time = clocks.get(share.engine, 0.0)
        share.save(update_fields=["virtual_time"])
        transaction.on_commit(partial(wake_workers, share.engine))
    known = set(Job.objects.values_list("id", flat=True))
    for folder in files.store().folders(f"{files.folder(tenant)}/jobs"):
        if folder.rpartition("/")[2] not in known:
            files.store().remove_folder(folder)
    # The rows may not know what was kept after the backup's moment.
    derived_files.remove_all(files.folder(tenant))
    # An archive holds no empty folder, and without one a worker takes the job for deleted.
    unfinished = Job.objects.filter(audio_expired_at=None).exclude(error_code=AUDIO_PURGED)
    for job in unfinished:
        prepare(job_audio(tenant, job))
