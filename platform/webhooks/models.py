import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from tenants.models import Tenant
from tenants.naming.identifiers import new_id


def new_message_id() -> str:
    return new_id("msg")


class Endpoint(models.Model):
    """An address to which a workspace's events are sent, with the secret that signs them.

    A workspace has at most one without a URL: it holds the secret for events that go to an address
    which a single request named.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="webhook_endpoints")
    url = models.CharField(max_length=2000, blank=True)
    events = ArrayField(models.CharField(max_length=40), default=list)
    sealed_secret = models.BinaryField()
    sealed_old_secret = models.BinaryField(null=True)
    old_secret_until = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(url=""), name="one_endpoint_without_url"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant} · {self.url}"

    @property
    def about(self) -> str:
        """The name that its secrets are sealed with (tenants.sealing.keys.seal)."""
        return f"webhook:{self.id}"

    @property
    def secrets(self) -> list[str]:
        """The secrets to sign with: the newest, and for a while the one before it."""
        sealed = [self.sealed_secret]
        old = self.sealed_old_secret
        if old and self.old_secret_until and self.old_secret_until > timezone.now():
            sealed.append(old)
        return [self.tenant.unseal(each, about=self.about).decode() for each in sealed]


class Delivery(models.Model):
    """Outbox: an event for one address, saved in the transaction of what it reports.

    In `public`, so that a worker finds it without opening its tenant.
    """

    id = models.CharField(primary_key=True, max_length=40, default=new_message_id, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="webhook_deliveries")
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    url = models.CharField(max_length=2000)
    event = models.CharField(max_length=40)
    body = models.TextField(help_text="The JSON that is signed and sent, to the byte.")
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(
        null=True, default=timezone.now, help_text="Null: delivered, or given up."
    )
    attempted_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    last_status = models.PositiveIntegerField(null=True, help_text="HTTP status of the answer.")
    last_error = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="delivery_due",
                condition=models.Q(next_try_at__isnull=False),
            ),
            models.Index(fields=["tenant", "-created_at"], name="delivery_recent"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def state(self) -> str:
        """delivered, waiting or failed."""
        if self.delivered_at:
            return "delivered"
        return "waiting" if self.next_try_at else "failed"
