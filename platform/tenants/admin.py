from django.contrib import admin

from tenants.models import Tenant


@admin.register(Tenant)
class TenantAdmin(admin.ModelAdmin):
    list_display = ("slug", "name", "created_at")
    search_fields = ("slug", "name")
    fields = ("slug", "name", "time_zone")

    def has_add_permission(self, request) -> bool:
        """A workspace is opened with its schema and plan: by sign-up or `create_tenant`."""
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
