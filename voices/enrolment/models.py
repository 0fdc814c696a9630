from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant
from tenants.naming.identifiers import new_id


def new_block_id() -> str:
    return new_id("block")


class PendingEnrolment(models.Model):
    """A take that waits to be made, a consent to be checked, or a speaker to be blocked.

    In `public`, so that a worker finds it without its tenant. `subject_id` is the id of one of
    them; `voice_id` is empty for what belongs to no voice, or outlasts it.
    """

    tenant = models.ForeignKey(Tenant, models.CASCADE)
    subject_id = models.CharField(max_length=40, unique=True)
    voice_id = models.CharField(max_length=40, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.subject_id


class GivenRecording(models.Model):
    """What is kept of a recording to know a copy of it (copies.py), also when it is deleted itself.

    In `public` and of nobody: a copy is known in every workspace, and no row says whose it is.
    """

    subject = models.CharField(
        max_length=64, unique=True, help_text="A digest of the take's or the consent's id."
    )
    version = models.CharField(max_length=20)
    sealed = models.BinaryField()
    given_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return self.subject[:12]


class BlockedSpeaker(models.Model):
    """A person of whom nothing is enrolled any more, in any workspace (blocklist.py).

    In `public`. `sealed` is how both encoders hear the voice, sealed with a key of the
    installation; it is emptied when the block ends, and the rest stays as a record.
    """

    class Status(models.TextChoices):
        WAITS = "waits", _("its recording is being looked at")
        HOLDS = "holds", _("blocked")
        FAILED = "failed", _("could not be blocked")
        ENDED = "ended", _("not blocked any more")

    id = models.CharField(primary_key=True, max_length=40, default=new_block_id, editable=False)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.WAITS)
    problem = models.CharField(max_length=40, blank=True, help_text="Why it failed: a code.")
    reason = models.CharField(max_length=400)
    report_id = models.CharField(max_length=40, blank=True, help_text="Of a report of abuse.")
    workspace_slug = models.CharField(max_length=40, blank=True, help_text="As it was called.")
    source_id = models.CharField(max_length=40, blank=True, help_text="A voice or a consent there.")
    version = models.CharField(max_length=20, blank=True)
    sealed = models.BinaryField(default=bytes)
    blocked_at = models.DateTimeField(auto_now_add=True)
    blocked_by = models.CharField(max_length=400, help_text="As in the activity log.")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=400, blank=True)
    ended_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-blocked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.id} · {self.status}"

    @property
    def about(self) -> str:
        """The associated data of the sealed bytes' encryption."""
        return f"blocked-speaker:{self.id}"


class MakingTime(models.Model):
    """How long one recording took to become part of a voice, waiting included (times.py).

    In `public` and of nobody: the time alone says how long the next one will take.
    """

    seconds = models.FloatField()
    finished_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s"


class ConsentWaiver(models.Model):
    """The operator's decision whether a workspace may make voices without recorded consent.

    A log: a tenant's latest row is in force, and rows are never changed or deleted.
    """

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="consent_waivers")
    allowed = models.BooleanField(
        _("may skip consent"),
        help_text=_("Only for organisations with a signed contract that covers consent."),
    )
    reason = models.CharField(
        _("reason"), max_length=200, help_text=_("Such as the contract's number.")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False)
    by_email = models.EmailField(blank=True, editable=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("permission to skip consent")
        verbose_name_plural = _("permissions to skip consent")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.tenant} · {'may' if self.allowed else 'may not'} skip · {self.at:%Y-%m-%d}"
