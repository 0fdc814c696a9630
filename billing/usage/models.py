from django.db import models


class DailyUsage(models.Model):
    """A day of the workspace, in its own time zone: the quota that jobs reserve and settle."""

    day = models.DateField(primary_key=True)
    reserved_ms = models.PositiveBigIntegerField(default=0)
    used_ms = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.used_ms} ms"
