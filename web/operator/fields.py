"""Fields that several forms of the operator have."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.models import Tenant

MINUTE_MS = 60_000


class Minutes(forms.IntegerField):
    """Whole minutes in the form, milliseconds in what it takes and gives."""

    def __init__(self, *, required: bool = False, **options: Any) -> None:
        super().__init__(required=required, min_value=0, max_value=10_000_000, **options)

    def prepare_value(self, value: Any) -> Any:
        return value // MINUTE_MS if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        minutes = super().clean(value)
        return None if minutes is None else minutes * MINUTE_MS


class WorkspaceField(forms.CharField):
    """The address of a workspace in the form, its tenant in what it gives."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("Address of the workspace"), max_length=40)

    def clean(self, value: Any) -> Tenant:
        slug = super().clean(value)
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise ValidationError(_("There is no workspace “%(slug)s”.") % {"slug": slug})
        return tenant


def count(label: Any, least: int = 1, *, required: bool = False, **more: Any) -> forms.IntegerField:
    """A field for a whole number."""
    return forms.IntegerField(
        label=label, required=required, min_value=least, max_value=2_000_000_000, **more
    )
