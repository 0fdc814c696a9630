from django.contrib import admin

from voices.enrolment.models import ConsentWaiver


@admin.register(ConsentWaiver)
class ConsentWaiverAdmin(admin.ModelAdmin):
    """Rows are added, never changed: the list says who allowed what, when and why."""

    list_display = ("tenant", "allowed", "reason", "by_email", "at")
    list_filter = ("allowed",)
    search_fields = ("tenant__slug", "reason", "by_email")
    autocomplete_fields = ("tenant",)
    fields = ("tenant", "allowed", "reason")

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        obj.by, obj.by_email = request.user, request.user.email
        super().save_model(request, obj, form, change)
