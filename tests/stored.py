"""Where stored files are on the disk of a test."""

from pathlib import Path

from django.conf import settings


def on_disk(name: str) -> Path:
    """The file or folder of that name in the store of the test, which is a folder."""
    return Path(settings.FILES) / name
