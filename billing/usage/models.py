from django.db import models


class DailyUsage(models.Model):
    """Audio of one day, in the workspace's time zone, that jobs have reserved and used."""

    day = models.DateField(primary_key=True)
    reserved_ms = models.PositiveBigIntegerField(default=0)
    used_ms = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.used_ms} ms"


class UsageBreakdown(models.Model):
    """The same day by voice, by member and by token."""

    class Kind(models.TextChoices):
        VOICE = "voice"
        MEMBER = "member"
        TOKEN = "token"  # noqa: S105  (a kind, no secret)

    day = models.DateField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    key = models.CharField(max_length=60, help_text="A voice's name or id, a user's id, a token's.")
    reserved_ms = models.PositiveBigIntegerField(default=0)
    used_ms = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "key"], name="one_row_a_day_and_key")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.key}: {self.used_ms} ms"
