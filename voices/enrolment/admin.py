from django.contrib import admin
from django.http import HttpRequest

from tenants.model_admin import ModelAdmin
from voices.enrolment.models import ConsentWaiver


@admin.register(ConsentWaiver)
class ConsentWaiverAdmin(ModelAdmin[ConsentWaiver]):
    """Who allowed what, when and why. It is decided on a page of its own (web.operator)."""

    list_display = ("tenant", "allowed", "reason", "by_email", "at")
    list_filter = ("allowed",)
    search_fields = ("tenant__slug", "reason", "by_email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ConsentWaiver | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ConsentWaiver | None = None) -> bool:
        return False
