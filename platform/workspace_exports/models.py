from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from tenants.models import Tenant
from tenants.naming.identifiers import new_id


def new_export_id() -> str:
    return new_id("export")


class WorkspaceExport(models.Model):
    """A download of a workspace that somebody asked for.

    It is for them alone: it holds their private lessons and nobody else's. It belongs to a person,
    or to a service token that asked over REST. A cancelled one waits for its files to be deleted,
    and its row with them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.CharField(primary_key=True, max_length=40, default=new_export_id, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="exports")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    api_token = models.ForeignKey(ApiToken, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(
        max_length=20, blank=True, help_text="Why it failed, or the last try did (queue.REASONS)."
    )
    done = models.PositiveIntegerField(default=0, help_text="Of `total` lessons and jobs.")
    total = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0, help_text="Bytes written so far; at last, all.")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, help_text="Of the last try, and part of its file's name.")
    leased_until = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text="When it is deleted.")

    class Meta:
        ordering = ["-created_at", "-id"]
        get_latest_by = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "asked_by"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_export_of_a_person",
            ),
            models.UniqueConstraint(
                fields=["tenant", "api_token"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_export_of_a_token",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="exports_to_make",
            )
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)
