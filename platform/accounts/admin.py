from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from accounts import services
from accounts.models import ApiToken, Membership, User
from tenants.limits import limits_of


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "is_staff", "created_at")
    search_fields = ("email", "name")
    exclude = ("password", "user_permissions", "groups")
    readonly_fields = ("last_login",)

    def delete_model(self, request, obj) -> None:
        services.delete_user(user=obj)

    def delete_queryset(self, request, queryset) -> None:
        for user in queryset:
            services.delete_user(user=user)


class MembershipForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ("user", "tenant", "role")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        tenant = data.get("tenant")
        if tenant is not None and self.instance._state.adding:
            limits = limits_of(tenant)
            if limits.seats_full(tenant.memberships.count()):
                raise ValidationError(f"The plan of this workspace has {limits.seats} seats.")
        return data


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    form = MembershipForm
    list_display = ("user", "tenant", "role")
    search_fields = ("user__email", "tenant__slug")
    autocomplete_fields = ("user", "tenant")

    def delete_model(self, request, obj) -> None:
        services.remove_member(membership=obj)

    def delete_queryset(self, request, queryset) -> None:
        for membership in queryset.select_related("user", "tenant"):
            services.remove_member(membership=membership)


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    list_display = ("tenant", "name", "created_at", "last_used_at", "expires_at", "revoked_at")
    search_fields = ("tenant__slug", "name")

    def has_add_permission(self, request) -> bool:
        """Tokens are made on the workspace's page or by `issue_token`, which show the text once."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
