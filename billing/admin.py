"""The operator's view of money. Lengths of audio are typed in minutes."""

from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from billing import sending
from billing.models import (
    Invoice,
    MeterDifference,
    MeterReport,
    Plan,
    PlanOverride,
    Subscription,
    WebhookEvent,
)
from tenants.model_admin import ModelAdmin, ModelForm

MINUTE = 60_000
State = MeterReport.State
M = TypeVar("M", bound=Model)


class MinutesField(forms.IntegerField):
    """Whole minutes in the form, milliseconds in the model."""

    def prepare_value(self, value: Any) -> Any:
        return value // MINUTE if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        minutes = super().clean(value)
        return None if minutes is None else minutes * MINUTE

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class PlanForm(ModelForm[Plan]):
    included_ms = MinutesField(label="Included minutes a month", min_value=0)
    daily_ms = MinutesField(label="Minutes a day", min_value=0)
    monthly_ms = MinutesField(
        label="Minutes a month", min_value=0, required=False, help_text="Empty: no limit."
    )

    class Meta:
        model = Plan
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        month, included = data.get("monthly_ms"), data.get("included_ms") or 0
        if month is not None and included > month:
            raise ValidationError("The plan includes more minutes than may be used a month.")
        return data


class ReadOnlyAdmin(ModelAdmin[M]):
    """For rows that only the system writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Plan)
class PlanAdmin(ModelAdmin[Plan]):
    form = PlanForm
    list_display = (
        "name",
        "code",
        "price",
        "currency",
        "minutes_a_day",
        "concurrency",
        "weight",
        "public",
    )

    @admin.display(description="Minutes a day")
    def minutes_a_day(self, plan: Plan) -> int:
        return plan.daily_ms // MINUTE

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # The code is the key of the plan's product and prices at the provider.
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Plan, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if {"name", "price", "currency", "included_ms", "extra_minute"} & set(form.changed_data):
            messages.warning(request, "Run manage.py stripe_sync to sell the plan as changed.")


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
