from django.contrib import admin

from billing.models import Plan, Subscription


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin):
    list_display = ("name", "daily_ms", "concurrency", "weight", "max_characters", "max_voices")


@admin.register(Subscription)
class SubscriptionAdmin(admin.ModelAdmin):
    list_display = ("tenant", "plan", "updated_at")
    list_filter = ("plan",)
    search_fields = ("tenant__slug", "tenant__name")
    autocomplete_fields = ("tenant",)
