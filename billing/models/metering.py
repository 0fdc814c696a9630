"""The way from finished segments to usage reported to the payment provider.

Segment → MeterEvent (same transaction) → MeterReport (frozen: its figures never change) →
the provider. Every event of a paying tenant is in exactly one report or waits for one.
"""

import uuid

from django.db import models
from django.db.models import Q

from tenants.models import Tenant


class MeterReport(models.Model):
    """What one customer used in one hour (UTC), in whole units, to be reported once.

    `carried_in_ms` + its events = `units` of billing.reporting.metering.UNIT_MS + `carried_out_ms`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting: not sent"
        TRIED = "tried", "Sent, no answer: may be counted or not"
        SENT = "sent", "Counted"
        REJECTED = "rejected", "Rejected by the provider"
        DISPUTED = "disputed", "The provider counts something else"
        EXPIRED = "expired", "Too old to be sent"
        CLOSED = "closed", "Written off by the operator"

    DUE = (State.WAITING, State.TRIED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, models.SET_NULL, null=True)
    customer = models.CharField(max_length=255)
    hour = models.DateTimeField(help_text="Beginning of the hour, UTC.")
    at = models.DateTimeField(help_text="When the last of it was made; within the hour.")
    events = models.PositiveIntegerField()
    audio_ms = models.PositiveBigIntegerField(help_text="Sum of its events.")
    carried_in_ms = models.PositiveIntegerField()
    units = models.PositiveIntegerField()
    carried_out_ms = models.PositiveIntegerField()
    frozen_at = models.DateTimeField(auto_now_add=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    identifier = models.CharField(max_length=100, unique=True)
    attempts = models.PositiveIntegerField(default=0)
    key_number = models.PositiveIntegerField(
        default=0, help_text="A new idempotency key after each answered failure."
    )
    first_tried_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["hour"]
        constraints = [
            # So the provider's count of an hour is this report's, or nothing.
            models.UniqueConstraint(fields=["customer", "hour"], name="one_report_an_hour")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "tried"]),
                name="report_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.hour:%Y-%m-%d %H:00} {self.units}"


class MeterEvent(models.Model):
    """Outbox: one row for each finished segment, written in the segment's transaction."""

    identifier = models.CharField(max_length=80, unique=True, help_text="job:segment:revision")
    tenant = models.ForeignKey(Tenant, models.CASCADE)
    day = models.DateField(help_text="The day of the workspace that it is counted to.")
    audio_ms = models.PositiveBigIntegerField()
    customer = models.CharField(
        max_length=255, blank=True, help_text="Who pays for it; empty: nobody is charged."
    )
    report = models.ForeignKey(MeterReport, models.PROTECT, null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["customer", "created_at"],
                condition=Q(report=None) & ~Q(customer=""),
                name="event_to_report",
            ),
            models.Index(fields=["tenant", "day"], name="event_of_day"),
        ]

    def __str__(self) -> str:
        return self.identifier


class MeterSum(models.Model):
    """What is left of a day's meter events once they are old (billing.reporting.rolling_up).

    A report's sums and events together equal its `events` and `audio_ms`, and those of a tenant's
    day equal its daily usage. A day may have several rows.
    """

    tenant = models.ForeignKey(Tenant, models.CASCADE)
    day = models.DateField()
    customer = models.CharField(max_length=255, blank=True)
    report = models.ForeignKey(MeterReport, models.PROTECT, null=True)
    events = models.PositiveIntegerField()
    audio_ms = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["tenant", "day"], name="sum_of_day")]

    def __str__(self) -> str:
        return f"{self.tenant} {self.day}: {self.events} segments, {self.audio_ms} ms"


class MeterDifference(models.Model):
    """A day (UTC) for which the provider counted other units than were reported to it."""

    customer = models.CharField(max_length=255)
    tenant = models.ForeignKey(Tenant, models.SET_NULL, null=True)
    day = models.DateField()
    reported_units = models.PositiveBigIntegerField()
    counted_units = models.BigIntegerField()
    noticed_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(auto_now=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "day"], name="one_difference_a_day")
        ]

    def __str__(self) -> str:
        units = f"{self.reported_units} reported, {self.counted_units} counted"
        return f"{self.customer} {self.day}: {units}"
