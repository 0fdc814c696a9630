from typing import Any

from allauth.account import admin as of_addresses  # noqa: F401  (registers what goes here)
from allauth.account.models import EmailAddress
from allauth.mfa import admin as of_factors  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as of_providers  # noqa: F401
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth import admin as of_django  # noqa: F401
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import services
from accounts.actor import operator_of
from accounts.models import ApiToken, Membership, User
from tenants.limits import limits_of
from tenants.model_admin import ModelAdmin, ModelForm

# What an operator does to these would not be in the activity log, and some hold secrets.
admin.site.unregister([Group, EmailAddress, SocialApp, SocialToken, SocialAccount, Authenticator])


@admin.register(EmailAddress)
class EmailAddressAdmin(ModelAdmin[EmailAddress]):
    list_display = ("email", "user", "primary", "verified")
    list_filter = ("verified",)
    search_fields = ("email", "user__name")
    autocomplete_fields = ("user",)


@admin.register(User)
class UserAdmin(ModelAdmin[User]):
    list_display = ("email", "name", "is_staff", "created_at")
    search_fields = ("email", "name")
    exclude = ("password", "user_permissions", "groups")
    readonly_fields = ("last_login",)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        services.delete_user(user=obj, by=operator_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            services.delete_user(user=user, by=operator_of(request))


class MembershipForm(ModelForm[Membership]):
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
class MembershipAdmin(ModelAdmin[Membership]):
    form = MembershipForm
    list_display = ("user", "tenant", "role")
    search_fields = ("user__email", "tenant__slug")
    autocomplete_fields = ("user", "tenant")

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        services.remove_member(membership=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset.select_related("user", "tenant"):
            services.remove_member(membership=membership)


@admin.register(ApiToken)
class ApiTokenAdmin(ModelAdmin[ApiToken]):
    list_display = ("tenant", "name", "created_at", "last_used_at", "expires_at", "revoked_at")
    search_fields = ("tenant__slug", "name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tokens are made on the workspace's page or by `issue_token`, which show the text once."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False
