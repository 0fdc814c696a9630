"""What an operator should change: `manage.py up` and `manage.py check` print it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from synthesis.content_credentials.ours import Unusable, operators_signing


@register("content_credentials")
def certificate_can_be_used(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Say why the operator's certificate of content credentials can't be used."""
    if not (settings.CREDENTIALS_CERTIFICATE or settings.CREDENTIALS_KEY):
        return []
    try:
        operators_signing()
    except Unusable as error:
        return [
            Warning(
                f"Sound files have no content credentials: {error}.",
                hint="See docs/content_credentials.md.",
                id="synthesis.W001",
            )
        ]
    return []
