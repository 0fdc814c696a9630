import uuid
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from tenants.keys import new_data_key, seal, unseal

valid_slug = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z",
    _("Use 1 to 40 small letters, digits and hyphens, and begin and end with a letter or digit."),
)


class Tenant(TenantMixin):
    """An organisation. Its voices, jobs and usage live in a Postgres schema of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=40, unique=True, validators=[valid_slug])
    name = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=64, default="UTC")
    wrapped_key = models.BinaryField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    auto_create_schema = True
    auto_drop_schema = False

    def __str__(self) -> str:
        return self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.schema_name = f"t_{self.id.hex}"
            if not self.wrapped_key:
                self.wrapped_key = seal(
                    settings.MASTER_KEY, new_data_key(), about=f"tenant-key:{self.id}"
                )
        super().save(*args, **kwargs)

    @property
    def data_key(self) -> bytes:
        """The key that this tenant's data is encrypted with."""
        return unseal(settings.MASTER_KEY, self.wrapped_key, about=f"tenant-key:{self.id}")

    def seal(self, plain: bytes, *, about: str) -> bytes:
        """Encrypt something of this tenant; `about` names the object (kind and id)."""
        return seal(self.data_key, plain, about=f"{self.id}:{about}")

    def unseal(self, sealed: bytes | memoryview, *, about: str) -> bytes:
        """Decrypt something of this tenant. Raises tenants.keys.Undecryptable."""
        return unseal(self.data_key, sealed, about=f"{self.id}:{about}")
