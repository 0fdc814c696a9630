from django.db import models
from django.utils import timezone

from tenants.naming.identifiers import new_id


def new_entry_id() -> str:
    return new_id("act")


class Entry(models.Model):
    """Somebody did something. Rows are added, and deleted when they are old; nothing changes them.

    The database refuses an UPDATE, a DELETE that is not activity.log.forget_old's, and a TRUNCATE.
    No foreign keys: an entry stays when its workspace, or who it is about, is deleted.
    """

    id = models.CharField(primary_key=True, max_length=40, default=new_entry_id, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    workspace = models.UUIDField(null=True, help_text="Null: of no single workspace.")
    workspace_slug = models.CharField(max_length=63, blank=True)
    action = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10, help_text="See activity.who.Kind.")
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=400, blank=True)
    thing_kind = models.CharField(max_length=40, blank=True)
    thing_id = models.CharField(max_length=64, blank=True)
    thing_label = models.CharField(max_length=400, blank=True)
    details = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="activity_of_workspace"),
            models.Index(fields=["-created_at", "-id"], name="activity_of_all"),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.action}"
