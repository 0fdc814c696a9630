from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tenants.models import Tenant
from tenants.naming.identifiers import new_id

LONGEST_TEXT = 2_000


def new_report_id() -> str:
    return new_id("report")


class AbuseReport(models.Model):
    """Somebody, who need have no account, tells the operator of speech that should not be there."""

    class What(models.TextChoices):
        VOICE = "voice", _("My voice, or somebody else’s, is used without consent")
        DECEPTION = "deception", _("It pretends to be a recording of a real person")
        HARM = "harm", _("It threatens, insults or harms somebody")
        OTHER = "other", _("Something else")

    class Decision(models.TextChoices):
        OPEN = "", _("waits")
        ACTED = "acted", _("acted on")
        DISMISSED = "dismissed", _("dismissed")

    id = models.CharField(primary_key=True, max_length=40, default=new_report_id, editable=False)
    what = models.CharField(max_length=10, choices=What.choices)
    text = models.CharField(max_length=LONGEST_TEXT)
    email = models.EmailField(max_length=254, blank=True, help_text="For questions; may be empty.")
    about = models.CharField(max_length=500, blank=True, help_text="An address, as it was typed.")
    tenant = models.ForeignKey(
        Tenant, models.CASCADE, null=True, related_name="+", help_text="Whose share link it is."
    )
    share_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(
        max_length=10, choices=Decision.choices, blank=True, default=Decision.OPEN
    )
    decision_reason = models.CharField(max_length=400, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["decision", "created_at"], name="reports_that_wait")]

    def __str__(self) -> str:
        return self.id
