"""The queue, in `public`: the tenants' shares, their waiting segments, and the leases on others."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tenants.models import Tenant


class EngineClock(models.Model):
    """The virtual time of an engine: how far its busy tenants have been served."""

    engine = models.CharField(primary_key=True, max_length=30)
    virtual_time = models.FloatField(default=0)
    claimed_at = models.DateTimeField(null=True, help_text="When a segment was claimed last.")

    def __str__(self) -> str:
        return f"{self.engine} at {self.virtual_time:.0f}"


class TenantShare(models.Model):
    """A tenant's account with one engine.

    `virtual_time` is the service the tenant has received, in milliseconds of audio divided by its
    weight; `queued` and `running` count segments.
    """

    engine = models.CharField(max_length=30)
    tenant = models.ForeignKey(Tenant, models.CASCADE)
    virtual_time = models.FloatField(default=0)
    weight = models.FloatField(default=1)
    cap = models.PositiveIntegerField(default=1)
    queued = models.PositiveIntegerField(default=0)
    running = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "engine"], name="one_share_an_engine")
        ]
        indexes = [
            # The claim reads the first row of this index and no other.
            models.Index(
                fields=["engine", "virtual_time", "id"],
                condition=Q(queued__gt=0, running__lt=F("cap")),
                name="share_next",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant} on {self.engine}"


class QueueEntry(models.Model):
    """An unfinished job: the indexes of its segments that no worker has claimed, in order."""

    share = models.ForeignKey(TenantShare, models.CASCADE, related_name="entries")
    job_id = models.CharField(max_length=40, unique=True)
    interactive = models.BooleanField()
    pending = ArrayField(models.PositiveIntegerField())
    estimates_ms = ArrayField(models.PositiveIntegerField(), help_text="Of `pending`, in order.")
    failures = models.JSONField(default=dict, help_text="Segment index → attempts that failed.")
    begun = models.BooleanField(
        default=False, db_default=False, help_text="A segment of it was claimed since it is here."
    )
    in_order = models.BooleanField(
        default=False,
        db_default=False,
        help_text="One segment at a time: each goes on from the one before it.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["share", "-interactive", "id"],
                condition=~Q(pending=[]),
                name="entry_next",
            )
        ]

    def __str__(self) -> str:
        return self.job_id


class Lease(models.Model):
    """A segment that a worker is making.

    A lease that is not renewed expires, and the sweeper returns its segment to the queue.
    """

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(QueueEntry, models.CASCADE, related_name="leases")
    segment_index = models.PositiveIntegerField()
    estimate_ms = models.PositiveIntegerField()
    worker = models.CharField(max_length=100)
    leased_until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "segment_index"], name="one_lease_a_segment")
        ]

    def __str__(self) -> str:
        return f"{self.entry.job_id}[{self.segment_index}] by {self.worker}"


class PausedJob(models.Model):
    """A job that has used up the quota: it is resumed once some is left again."""

    tenant = models.ForeignKey(Tenant, models.CASCADE)
    job_id = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.job_id
