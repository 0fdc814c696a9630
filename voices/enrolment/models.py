from django.db import models

from tenants.models import Tenant


class PendingEnrolment(models.Model):
    """A voice that waits to be made; in `public`, so that a worker finds it without its tenant."""

    tenant = models.ForeignKey(Tenant, models.CASCADE)
    voice_id = models.CharField(max_length=40, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.voice_id
