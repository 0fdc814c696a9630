from django.db import models
from django.utils import timezone

from tenants.sealing.sealed_fields import SealedTextField


class AnsweredRequest(models.Model):
    """The answer to a request with a key; in the tenant's schema, as it holds their data."""

    key = models.CharField(primary_key=True, max_length=300)
    fingerprint = models.CharField(max_length=64, help_text="HMAC-SHA-256 of what was asked for.")
    answer = SealedTextField(default="", help_text="JSON; empty while it is being made.")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.key
