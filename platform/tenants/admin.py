from django.contrib import admin, messages
from django.http import HttpRequest

from accounts.actor import operator_of
from tenants import profile
from tenants.model_admin import ModelAdmin, ModelForm
from tenants.models import RetentionRun, Tenant
from tenants.refusal import Refused


@admin.register(Tenant)
class TenantAdmin(ModelAdmin[Tenant]):
    list_display = ("slug", "name", "created_at")
    search_fields = ("slug", "name")
    fields = ("slug", "name", "time_zone", "language")

    def save_model(
        self, request: HttpRequest, obj: Tenant, form: ModelForm[Tenant], change: bool
    ) -> None:
        """As an owner's change: the former address leads on."""
        before = Tenant.objects.get(id=obj.id)
        try:
            profile.change(
                tenant=before,
                name=obj.name,
                slug=obj.slug,
                time_zone=obj.time_zone,
                language=obj.language,
                by=operator_of(request).who,
            )
        except Refused as refusal:
            messages.error(request, str(refusal))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A workspace is opened with its schema and plan: by sign-up or `create_tenant`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Tenant | None = None) -> bool:
        return False


@admin.register(RetentionRun)
class RetentionRunAdmin(ModelAdmin[RetentionRun]):
    """How far tonight's deletion of what is old has come; nothing here can be changed."""

    list_display = ("night", "finished_at", "after", "failed", "deleted")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RetentionRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RetentionRun | None = None) -> bool:
        return False
