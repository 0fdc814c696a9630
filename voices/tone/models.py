from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.TextChoices):
    """Where in a job's audio the spoken notice stands; empty for nowhere."""

    START = "start", _("at the beginning")
    END = "end", _("at the end")


class ToneDefault(models.Model):
    """The tone of a voice, or of the whole workspace (`voice` empty), unless a job sets another.

    For an empty field, the next wider default holds.
    """

    voice = models.CharField(
        max_length=60, unique=True, blank=True, help_text="A base voice's name or a voice's id."
    )
    speed = models.FloatField(null=True)
    expressiveness = models.FloatField(null=True)
    gain_db = models.FloatField(null=True)
    mood = models.CharField(
        max_length=20, blank=True, help_text="Holds for the voices that have it."
    )
    sentence_pause_ms = models.PositiveIntegerField(null=True)
    paragraph_pause_ms = models.PositiveIntegerField(null=True)
    max_sample_rate = models.PositiveIntegerField(
        null=True, help_text="Of the audio that the workspace gives out; the workspace's row only."
    )

    notice = models.CharField(
        max_length=5,
        blank=True,
        choices=Notice,
        help_text="Where a voice says that this is synthetic; the workspace's row only.",
    )

    def __str__(self) -> str:
        return self.voice or "workspace"
