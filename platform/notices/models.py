from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership, User
from tenants.models import Tenant


class Notice(models.Model):
    """What somebody is told in their inbox: the kind and its details, of which the text is made
    when it is read, in the reader's language (notices.kinds).

    One about a workspace goes with the reader's membership, so that whoever has left sees nothing
    of it. Only that they were removed is told without one.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    tenant = models.ForeignKey(Tenant, models.CASCADE, null=True, related_name="+")
    membership = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    details = models.JSONField(default=dict, help_text="Names and figures, nothing sealed.")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notices_of_person"),
            # Every page counts these.
            models.Index(fields=["user"], condition=Q(read_at=None), name="unread_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.kind}"


class NoticeSwitch(models.Model):
    """How a person wants to hear of a kind of notice. Without a row, the kind's own holds."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_switches")
    kind = models.CharField(max_length=40)
    mail = models.BooleanField()
    inbox = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_switch_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.kind}"
