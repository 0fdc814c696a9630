from django.db import models
from django.utils import timezone

from accounts.models import User
from tenants.models import Tenant


class Announcement(models.Model):
    """What the operator tells a workspace, or all where none is named, on its pages for a while."""

    english = models.CharField(max_length=400)
    chinese = models.CharField(max_length=400)
    begins_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    tenant = models.ForeignKey(Tenant, models.CASCADE, null=True, related_name="+")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begins_at", "-id"]

    def __str__(self) -> str:
        return self.english

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()


class Dismissal(models.Model):
    """A person does not want to see an announcement any more."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="dismissals")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "user"], name="dismissed_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.announcement_id}"
