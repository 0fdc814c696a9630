from django.db import models
from django.db.models import Q

from accounts.models import ApiToken, User
from tenants.models import Tenant


class QuotaNotice(models.Model):
    """A workspace has used 80 % or all of a day's or month's quota. Its admins are told later."""

    class Scope(models.TextChoices):
        DAY = "day"
        MONTH = "month"

    tenant = models.ForeignKey(Tenant, models.CASCADE)
    scope = models.CharField(max_length=5, choices=Scope.choices)
    begins = models.DateField(help_text="First day of what was used up.")
    percent = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "scope", "begins", "percent"], name="one_notice_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant} {self.scope} {self.begins}: {self.percent} %"


class SpendingCap(models.Model):
    """What one member or one token of a workspace may use a day; set by its admins."""

    tenant = models.ForeignKey(Tenant, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE, null=True)
    token = models.ForeignKey(ApiToken, models.CASCADE, null=True)
    daily_ms = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, token__isnull=False) | Q(user__isnull=False, token=None),
                name="cap_of_member_or_token",
            ),
            models.UniqueConstraint(fields=["tenant", "user"], name="one_cap_a_member"),
            models.UniqueConstraint(fields=["tenant", "token"], name="one_cap_a_token"),
        ]

    def __str__(self) -> str:
        return f"{self.tenant} {self.user or self.token}: {self.daily_ms} ms"
