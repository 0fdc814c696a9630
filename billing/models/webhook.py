from django.db import models


class WebhookEvent(models.Model):
    """Inbox: an event of the payment provider, written with its effect in one transaction."""

    id = models.CharField(primary_key=True, max_length=255)
    kind = models.CharField(max_length=100)
    customer = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"
