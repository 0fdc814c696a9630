from django.db import models

from tenants.models import Tenant


class Plan(models.Model):
    """What a workspace may use. Audio is counted in milliseconds."""

    code = models.SlugField(primary_key=True, max_length=30)
    name = models.CharField(max_length=60)
    daily_ms = models.PositiveBigIntegerField(help_text="Audio a day, in milliseconds.")
    concurrency = models.PositiveIntegerField(help_text="Segments made at the same time.")
    weight = models.FloatField(help_text="Share of a busy machine, relative to other tenants.")
    max_sample_rate = models.PositiveIntegerField()
    max_characters = models.PositiveIntegerField(help_text="Length of one text.")
    max_voices = models.PositiveIntegerField()
    requests_per_minute = models.PositiveIntegerField(
        default=60, help_text="REST requests of the whole workspace."
    )
    token_requests_per_minute = models.PositiveIntegerField(
        default=60, help_text="REST requests of one token."
    )
    queued_jobs = models.PositiveIntegerField(
        default=20, help_text="Jobs that may be unfinished at the same time."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__gt=0, concurrency__gt=0), name="plan_can_be_served"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    requests_per_minute__gt=0, token_requests_per_minute__gt=0, queued_jobs__gt=0
                ),
                name="plan_can_be_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """The plan that a tenant is on."""

    tenant = models.OneToOneField(Tenant, models.CASCADE, primary_key=True)
    plan = models.ForeignKey(Plan, models.PROTECT)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.tenant} · {self.plan}"


class MeterEvent(models.Model):
    """Outbox of what was made: one row a finished segment, written with it in one transaction."""

    identifier = models.CharField(max_length=80, unique=True)
    tenant = models.ForeignKey(Tenant, models.CASCADE)
    day = models.DateField(help_text="The day of the workspace that it is counted to.")
    audio_ms = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.identifier
