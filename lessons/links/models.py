"""Share links, in `public`: a request names nothing but a token, from which its tenant follows."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from tenants.models import Tenant
from tenants.naming.identifiers import new_id


def new_share_id() -> str:
    return new_id("share")


class ShareLink(models.Model):
    """An address at which anybody may listen to one lesson, until it expires or is deleted.

    A request finds its link by the hash of the token in its address. The token itself is sealed
    with the tenant's key, so that whoever may share the lesson can copy the address again. Nothing
    of the lesson is here.
    """

    id = models.CharField(primary_key=True, max_length=40, default=new_share_id, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="share_links")
    lesson_id = models.CharField(max_length=40)
    token_hash = models.CharField(max_length=64, unique=True)
    sealed_token = models.BinaryField()
    password = models.CharField(max_length=200, blank=True, help_text="Hashed; empty for none.")
    plays = models.PositiveIntegerField(default=0, help_text="Visits in which it was played.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["tenant", "lesson_id"], name="share_links_of_lesson")]

    def __str__(self) -> str:
        return self.id

    @property
    def about(self) -> str:
        """What its token is sealed with."""
        return f"share-link:{self.id}"

    @property
    def token(self) -> str:
        """The token, in plain."""
        return self.tenant.unseal(self.sealed_token, about=self.about).decode()

    @property
    def has_expired(self) -> bool:
        """Nobody can open it any more."""
        return self.expires_at <= timezone.now()
