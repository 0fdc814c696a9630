from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.request import signed_in
from tenants.model_admin import ModelAdmin
from voices.enrolment.models import ConsentWaiver


@admin.register(ConsentWaiver)
class ConsentWaiverAdmin(ModelAdmin[ConsentWaiver]):
    """Rows are added, never changed: the list says who allowed what, when and why."""

    list_display = ("tenant", "allowed", "reason", "by_email", "at")
    list_filter = ("allowed",)
    search_fields = ("tenant__slug", "reason", "by_email")
    autocomplete_fields = ("tenant",)
    fields = ("tenant", "allowed", "reason")

    def has_change_permission(self, request: HttpRequest, obj: ConsentWaiver | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ConsentWaiver | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ConsentWaiver, form: Any, change: bool) -> None:
        operator = signed_in(request)
        obj.by, obj.by_email = operator, operator.email
        super().save_model(request, obj, form, change)
