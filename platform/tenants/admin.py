from django.contrib import admin
from django.http import HttpRequest

from tenants.model_admin import ModelAdmin
from tenants.models import Tenant


@admin.register(Tenant)
class TenantAdmin(ModelAdmin[Tenant]):
    list_display = ("slug", "name", "created_at")
    search_fields = ("slug", "name")
    fields = ("slug", "name", "time_zone")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A workspace is opened with its schema and plan: by sign-up or `create_tenant`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Tenant | None = None) -> bool:
        return False
