"""Django's ModelAdmin and ModelForm with their model's type, as in `ModelAdmin[Tenant]`.

For mypy Django's own classes are generic; when the program runs they can't be subscripted. What an
operator does by them is in the activity log, too.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import HttpRequest

from accounts.actor import operator_of
from activity.log import Detail, record
from activity.who import Thing
from tenants.models import Tenant

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.forms import ModelForm
else:
    from django import forms
    from django.contrib import admin

    class ModelAdmin(admin.ModelAdmin):
        def __class_getitem__(cls, _model):
            return cls

        def log_addition(self, request, obj, message):
            _record("operator.added", request, obj)
            return super().log_addition(request, obj, message)

        def log_change(self, request, obj, message):
            if fields := _changed(message):
                _record("operator.changed", request, obj, fields=fields)
            return super().log_change(request, obj, message)

        def log_deletions(self, request, queryset):
            for obj in queryset:
                _record("operator.deleted", request, obj)
            return super().log_deletions(request, queryset)

    class ModelForm(forms.ModelForm):
        def __class_getitem__(cls, _model):
            return cls


def _record(action: str, request: HttpRequest, obj: Model, **details: Detail) -> None:
    tenant = obj if isinstance(obj, Tenant) else getattr(obj, "tenant", None)
    thing = Thing(str(obj._meta.model_name), str(obj.pk), str(obj))
    by = operator_of(request).who
    record(action=action, by=by, tenant=tenant, thing=thing, details=details)


def _changed(message: Any) -> list[str]:
    """The names of the fields, from what Django says of a change; of an action, what it is."""
    if isinstance(message, str):
        return [message]
    return [name for part in message for name in part.get("changed", {}).get("fields", [])]


__all__ = ["ModelAdmin", "ModelForm"]
