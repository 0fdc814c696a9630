"""The operator's records of money, row by row. Lengths of audio are in milliseconds."""

from typing import Any, TypeVar

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from billing.models import (
    Invoice,
    MeterDifference,
    MeterReport,
    Plan,
    PlanOverride,
    Subscription,
    WebhookEvent,
)
from billing.reporting import sending
from tenants.model_admin import ModelAdmin

State = MeterReport.State
M = TypeVar("M", bound=Model)


class ReadOnlyAdmin(ModelAdmin[M]):
    """For rows that only the system writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin[Plan]):
    """Plans are made, changed and retired on pages of their own (web.operator)."""

    list_display = ("name", "code", "price", "currency", "daily_ms", "concurrency", "public")


@admin.register(PlanOverride)
class PlanOverrideAdmin(ReadOnlyAdmin[PlanOverride]):
    """Exceptions are made on the page of their workspace (web.operator)."""

    list_display = ("tenant", "reason", "expires_at", "made_by", "created_at")
    list_filter = ("expires_at",)
    search_fields = ("tenant__slug", "tenant__name", "reason")


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin[Subscription]):
    """Plans are changed, and workspaces suspended, on the page of the workspace (web.operator)."""

    list_display = ("tenant", "plan", "remote_status", "period_end", "suspended_at", "updated_at")
    list_filter = ("plan", "remote_status", ("suspended_at", admin.EmptyFieldListFilter))
    search_fields = ("tenant__slug", "tenant__name", "customer")


@admin.register(MeterReport)
class MeterReportAdmin(ReadOnlyAdmin[MeterReport]):
    list_display = ("tenant", "hour", "units", "state", "attempts", "next_try_at", "error")
    list_filter = ("state",)
    search_fields = ("tenant__slug", "customer", "identifier")
    date_hierarchy = "hour"
    actions = ("send_again", "write_off")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The actions need this permission; all fields are read-only."""
        return True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in MeterReport._meta.fields]

    @admin.action(description="Send again: it was certainly not counted")
    def send_again(self, request: HttpRequest, chosen: QuerySet[MeterReport]) -> None:
        reports = list(chosen.filter(state__in=[State.REJECTED, State.DISPUTED]))
        for report in reports:
            sending.again(report)
        messages.success(request, f"{len(reports)} will be sent again.")

    @admin.action(description="Write off: it is not charged any more")
    def write_off(self, request: HttpRequest, chosen: QuerySet[MeterReport]) -> None:
        unsettled = [State.REJECTED, State.DISPUTED, State.EXPIRED]
        count = chosen.filter(state__in=unsettled).update(state=State.CLOSED)
        messages.success(request, f"{count} are written off.")


@admin.register(MeterDifference)
class MeterDifferenceAdmin(ReadOnlyAdmin[MeterDifference]):
    list_display = (
        "tenant",
        "day",
        "reported_units",
        "counted_units",
        "noticed_at",
        "checked_at",
        "resolved_at",
    )
    list_filter = (("resolved_at", admin.EmptyFieldListFilter),)
    search_fields = ("tenant__slug", "customer")


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin[Invoice]):
    list_display = ("number", "tenant", "status", "amount_due", "amount_paid", "created_at")
    list_filter = ("status",)
    search_fields = ("number", "tenant__slug")


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnlyAdmin[WebhookEvent]):
    list_display = ("id", "kind", "customer", "received_at")
    list_filter = ("kind",)
    search_fields = ("id", "customer")
