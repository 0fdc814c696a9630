from django.db import models

from tenants.models import Tenant


class Invoice(models.Model):
    """A copy of an invoice; the payment provider's is the original."""

    id = models.CharField(primary_key=True, max_length=255)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="invoices")
    number = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    amount_due = models.BigIntegerField(help_text="Minor units.")
    amount_paid = models.BigIntegerField(help_text="Minor units.")
    created_at = models.DateTimeField()
    url = models.URLField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.number or self.id
