from django.db import models
from django.db.models import Q
from django.utils import timezone

from billing.models.plan import Plan
from tenants.models import Tenant


class Subscription(models.Model):
    """The plan that a tenant is on, whether it is suspended, and its counterpart at the provider.

    `customer` and `remote_*` were last read from the payment provider; they are empty for a tenant
    that never paid, or whose plan the operator sets.
    """

    class Remote(models.TextChoices):
        """States of a subscription, in Stripe's words."""

        NONE = "", "None"
        INCOMPLETE = "incomplete", "Incomplete"
        INCOMPLETE_EXPIRED = "incomplete_expired", "Incomplete, expired"
        TRIALING = "trialing", "Trialing"
        ACTIVE = "active", "Active"
        PAST_DUE = "past_due", "Past due"
        CANCELED = "canceled", "Cancelled"
        UNPAID = "unpaid", "Unpaid"
        PAUSED = "paused", "Paused"

    # Past due: the provider is still retrying the payment, so the tenant keeps its plan.
    LIVE = (Remote.TRIALING, Remote.ACTIVE, Remote.PAST_DUE)

    tenant = models.OneToOneField(Tenant, models.CASCADE, primary_key=True)
    plan = models.ForeignKey(Plan, models.PROTECT)
    plan_since = models.DateTimeField(default=timezone.now, editable=False)
    customer = models.CharField(max_length=255, blank=True)
    remote_id = models.CharField(max_length=255, blank=True)
    remote_status = models.CharField(max_length=20, blank=True, choices=Remote.choices)
    period_start = models.DateTimeField(null=True, blank=True)
    period_end = models.DateTimeField(null=True, blank=True)
    cancel_at = models.DateTimeField(null=True, blank=True)
    past_due_since = models.DateTimeField(null=True, blank=True)
    synced_at = models.DateTimeField(null=True, blank=True)
    carry_ms = models.PositiveIntegerField(
        default=0, help_text="Made and not reported: less than a whole unit."
    )
    ended_by_closing = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="It ends with its period as an owner closed the workspace, not by the customer.",
    )
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.CharField(
        max_length=200, blank=True, help_text="Shown to the workspace."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=~Q(customer=""), name="one_tenant_a_customer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant} · {self.plan}"

    @property
    def is_paid(self) -> bool:
        """The tenant pays for its plan through the payment provider."""
        return self.remote_status in self.LIVE
