from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.identifiers import new_id


def new_voice_id() -> str:
    return new_id("voice")


class Voice(models.Model):
    """A person's voice, of one workspace."""

    class Status(models.TextChoices):
        PROCESSING = "processing", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    id = models.CharField(primary_key=True, max_length=40, default=new_voice_id, editable=False)
    name = models.CharField(max_length=60)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROCESSING)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    error_code = models.CharField(max_length=40, blank=True)
    clip_seconds = models.FloatField()
    created_by = models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(Lower("name"), name="voice_name_unique")]

    def __str__(self) -> str:
        return self.name


class VoiceConditioning(models.Model):
    """What an engine keeps of the person, encrypted with the tenant's key."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="conditionings")
    engine = models.CharField(max_length=30)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "engine"], name="one_per_engine")]

    def __str__(self) -> str:
        return f"{self.voice_id} · {self.engine}"

    @property
    def about(self) -> str:
        """What the sealed bytes are bound to (associated data of their encryption)."""
        return f"conditioning:{self.voice_id}:{self.engine}"
