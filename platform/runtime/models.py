"""What an installation keeps about the machines that it runs on."""

from django.db import models


class ModelPin(models.Model):
    """The content that a model file, or a whole folder, has on every machine. In `public`.

    A release's files are written by `migrate`, a folder by the first worker that loads it.
    """

    name = models.CharField(
        max_length=200, primary_key=True, help_text="`engine/file`, or `engine/` for a folder."
    )
    sha256 = models.CharField(max_length=64)
    before = models.CharField(
        max_length=64,
        default="",
        help_text="The one that the release before pins: accepted while machines are upgraded.",
    )
    commit = models.CharField(
        max_length=64,
        default="",
        db_default="",
        help_text="Of a folder from the hub: the commit that all machines have.",
    )

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"
