import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from tenants.sealing.key_wrapping import unwrapped, wrapper
from tenants.sealing.keys import new_data_key, opener, seal, unseal

valid_slug = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z",
    _("Use 1 to 40 small letters, digits and hyphens, and begin and end with a letter or digit."),
)


class HoldsWrappedKey(models.Model):
    """A row with a key that the master key has wrapped (tenants.sealing.key_wrapping)."""

    wrapped_key = models.BinaryField(editable=False)
    wrapped_by = models.CharField(
        max_length=200, editable=False, help_text="The id of the master key that wrapped it."
    )

    class Meta:
        abstract = True

    @property
    def about(self) -> str:
        """What the wrapped key is bound to."""
        raise NotImplementedError

    @property
    def key(self) -> bytes:
        """The 32-byte key. Raises UnknownKey or Undecryptable."""
        return unwrapped(self.wrapped_key, about=self.about, key_id=self.wrapped_by)

    def keep(self, wrapped: bytes, key_id: str) -> None:
        """Set what `KeyWrapper.wrap` returned."""
        self.wrapped_key, self.wrapped_by = wrapped, key_id


class InstallationKey(HoldsWrappedKey):
    """A key of the installation (tenants.sealing.installation_keys)."""

    name = models.CharField(primary_key=True, max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        return f"installation-key:{self.name}"


SET_BY_UPDATE = {"wrapped_key", "wrapped_by", "deletes_at", "logo", "idle_minutes"}
"""Fields that only statements about them alone change; Tenant.save leaves them as they are."""


class NotDeletable(Exception):
    """Rows of workspaces can't be deleted by themselves."""


class TenantQuerySet(models.QuerySet["Tenant"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused, as Tenant.delete is."""
        raise NotDeletable("Workspaces are deleted one by one: manage.py delete_tenant.")


class Tenant(TenantMixin, HoldsWrappedKey):
    """An organisation. Its voices, jobs and usage live in a Postgres schema of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=40, unique=True, validators=[valid_slug])
    name = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=64, default="UTC")
    zone_changed_at = models.DateTimeField(null=True, editable=False)
    language = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        choices=settings.LANGUAGES,
        help_text="Of mails to people whose own is not known. Empty: all languages.",
    )
    logo = models.CharField(
        max_length=32,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The digest of its file (tenants.logos); empty: there is none.",
    )
    idle_minutes = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Members who were away for longer prove who they are; 0: no own limit.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deletes_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="An owner closed it: it is deleted then (accounts.closing, tenants.closing).",
    )

    objects = TenantQuerySet.as_manager()

    _is_opening = False
    auto_create_schema = True
    auto_drop_schema = False

    def __str__(self) -> str:
        return self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.schema_name = f"t_{self.id.hex}"
            if not self.wrapped_key:
                self.keep(*wrapper().wrap(new_data_key(), about=self.about))
        elif kwargs.get("update_fields") is None:
            # A row that was read before a rotation must not bring the old wrapping back, and one
            # that was read before the workspace was closed must not open it again.
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = names - SET_BY_UPDATE
        self._is_opening = self._state.adding
        try:
            super().save(*args, **kwargs)
        finally:
            self._is_opening = False

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Refused: it would leave files, keys and what the payment provider charges. Only a new
        one, whose schema could not be made, is taken back so by django-tenants."""
        if self._is_opening:
            return super().delete(*args, **options)
        raise NotDeletable(
            "A workspace is deleted by tenants.services.close_workspace, which takes its files and"
            " its subscription along: manage.py delete_tenant."
        )

    def delete_with_schema(self) -> None:
        """Drop the schema, then delete the row and all rows that belong to it. For
        close_workspace alone, which deletes the rest."""
        super().delete(force_drop=True)  # type: ignore[call-arg]  # of the untyped TenantMixin

    def create_schema(self, *_args: Any, **_options: Any) -> None:
        """Make the schema as a clone of the template, where django-tenants would migrate it."""
        from tenants.schemas import template  # it asks for the tenants, so for this module

        template.clone(self.schema_name)

    @property
    def about(self) -> str:
        return f"tenant-key:{self.id}"

    def seal(self, plain: bytes, *, about: str) -> bytes:
        """Encrypt something of this tenant; `about` names the object (kind and id)."""
        return seal(self.key, plain, about=f"{self.id}:{about}")

    def opener(self) -> Callable[[bytes | memoryview, str], bytes]:
        """`unseal` for many values: a function of what is sealed and what it is about."""
        opened = opener(self.key)
        return lambda sealed, about: opened(sealed, f"{self.id}:{about}")

    def unseal(self, sealed: bytes | memoryview, *, about: str) -> bytes:
        """Decrypt something of this tenant. Raises tenants.sealing.keys.Undecryptable."""
        return unseal(self.key, sealed, about=f"{self.id}:{about}")


class FormerSlugs(models.QuerySet["FormerSlug"]):
    def live(self) -> "FormerSlugs":
        """Those that lead on to their workspace still."""
        return self.filter(until__gt=timezone.now())


class FormerSlug(models.Model):
    """An address that a workspace had; until then it leads on, and no other gets it
    (tenants.profile)."""

    slug = models.CharField(max_length=40, db_index=True)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="former_slugs")
    until = models.DateTimeField()

    objects = FormerSlugs.as_manager()

    def __str__(self) -> str:
        return f"{self.slug} → {self.tenant}"


class RetentionRun(models.Model):
    """How far tonight's deletion of what is old has come (tenants.retention): one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    night = models.DateField(help_text="The day (UTC) on which it began.")
    shared_done = models.BooleanField(
        default=False, help_text="What belongs to no single workspace is through."
    )
    after = models.UUIDField(null=True, help_text="The id of the last workspace that is through.")
    deleted = models.JSONField(default=dict, help_text="Step → how many rows it has dealt with.")
    failed = models.PositiveIntegerField(default=0, help_text="Steps that failed; see the log.")
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.night}"
