"""What an installation keeps about the machines that it runs on."""

from django.db import models


class ModelPin(models.Model):
    """The content that a model file has on every machine. In `public`, written by `migrate`."""

    name = models.CharField(max_length=200, primary_key=True, help_text="`engine/file`.")
    sha256 = models.CharField(max_length=64)
    before = models.CharField(
        max_length=64,
        default="",
        help_text="The one that the release before pins: accepted while machines are upgraded.",
    )

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"
