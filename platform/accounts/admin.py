from django.contrib import admin

from accounts.models import ApiToken, Membership, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "is_staff", "created_at")
    search_fields = ("email", "name")
    exclude = ("password", "user_permissions", "groups")
    readonly_fields = ("last_login",)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("user", "tenant", "role")
    search_fields = ("user__email", "tenant__slug")
    autocomplete_fields = ("user", "tenant")


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    list_display = ("tenant", "name", "created_at", "last_used_at", "expires_at", "revoked_at")
    search_fields = ("tenant__slug", "name")

    def has_add_permission(self, request) -> bool:
        """A token is shown once, where it is made."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
