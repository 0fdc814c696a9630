from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class PendingEnrolment(models.Model):
    """A take that waits to be made, or a consent to be checked.

    In `public`, so that a worker finds it without its tenant. `subject_id` is the id of either;
    `voice_id` is empty for a consent that stands alone.
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
