"""All about one workspace, for the operator, and what the operator may do with it."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actor import operator_of
from accounts.models import Membership
from accounts.support import visits
from billing import operating
from billing.models import LIMIT_FIELDS
from billing.plans import limits_of
from lessons.models import Lesson
from single_sign_on import services as single_sign_on
from synthesis.dispatch.models import TenantShare
from synthesis.jobs.resume import can_retry
from synthesis.monitoring.across_tenants import failed_lately
from tenants import files
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.models import Voice
from web.jobs.presentation import error_sentence
from web.operator.forms import ExceptionForm, PlanForm, SuspendForm, VisitForm
from web.operator.frame import operator_page
from web.operator.plan_forms import in_words
from web.operator.tenants_page import figures_of

FAILED = 20
VISITS = 10


@require_GET
def tenant(request: HttpRequest, slug: str) -> HttpResponse:
    """The workspace's plan, usage, queue, people, voices and errors; `?files=1` counts its files,
    which takes a while in an object storage."""
    return tenant_page(request, tenant_or_404(slug))


@require_POST
def change_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the workspace on another plan."""
    tenant = tenant_or_404(slug)
    form = PlanForm(request.POST)
    if form.is_valid():
        try:
            operating.change_plan(
                tenant=tenant, code=form.cleaned_data["plan"], by=operator_of(request)
            )
        except Refused as refusal:
            form.add_error("plan", str(refusal))
        else:
            messages.success(request, _("The plan is changed."))
            return redirect("operator-workspaces-one", slug=slug)
    return tenant_page(request, tenant, plan_form=form, status=422)


@require_POST
def suspend(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop the workspace's work, with a reason that it reads."""
    tenant = tenant_or_404(slug)
    form = SuspendForm(request.POST)
    if not form.is_valid():
        return tenant_page(request, tenant, suspend_form=form, status=422)
    operating.suspend(tenant=tenant, reason=form.cleaned_data["reason"], by=operator_of(request))
    messages.success(request, _("The workspace is suspended: it can read, and make nothing."))
    return redirect("operator-workspaces-one", slug=slug)


@require_POST
def readmit(request: HttpRequest, slug: str) -> HttpResponse:
    """End the suspension."""
    operating.readmit(tenant=tenant_or_404(slug), by=operator_of(request))
    messages.success(request, _("The suspension is over."))
    return redirect("operator-workspaces-one", slug=slug)


@require_POST
def make_exception(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the workspace other limits for a while."""
    tenant = tenant_or_404(slug)
    form = ExceptionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        day = datetime.datetime.combine(given["until"], datetime.time.max, datetime.UTC)
        limits = {field: given[field] for field in LIMIT_FIELDS if field in given}
        try:
            operating.make_exception(
                tenant=tenant,
                reason=given["reason"],
                expires_at=day,
                limits=limits,
                by=operator_of(request),
            )
        except Refused as refusal:
            form.add_error(refusal.param, str(refusal))
        else:
            messages.success(request, _("The exception holds from now on."))
            return redirect("operator-workspaces-one", slug=slug)
    return tenant_page(request, tenant, exception_form=form, status=422)


@require_POST
def end_exception(request: HttpRequest, slug: str, override_id: int) -> HttpResponse:
    """Let the plan's limits hold again."""
    operating.end_exception(
        tenant=tenant_or_404(slug), override_id=override_id, by=operator_of(request)
    )
    messages.success(request, _("The plan’s own limits hold again."))
    return redirect("operator-workspaces-one", slug=slug)


@require_POST
def confirm_domain(request: HttpRequest, slug: str, domain_id: int) -> HttpResponse:
    """The domain is the workspace's: its provider may sign in people with addresses of it."""
    try:
        single_sign_on.confirm(
            tenant=tenant_or_404(slug), domain_id=domain_id, by=operator_of(request)
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The domain is confirmed."))
    return redirect("operator-workspaces-one", slug=slug)


def tenant_or_404(slug: str) -> Tenant:
    """The workspace of this address. Raises Http404."""
    return get_object_or_404(Tenant, slug=slug, subscription__isnull=False)


def tenant_page(
    request: HttpRequest, tenant: Tenant, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page, with `forms` that were filled in wrongly in place of fresh ones."""
    [row] = figures_of([tenant])
    failed = [
        (each, error_sentence(each.job.error_code), can_retry(each.job))
        for each in failed_lately([tenant], of_each=FAILED, most=FAILED)
    ]
    plan = row.subscription.plan_id
    context = {
        "workspace": tenant,
        "row": row,
        "limits": _shown(limits_of(tenant)),
        "exceptions": operating.exceptions_of(tenant),
        "members": Membership.objects.filter(tenant=tenant)
        .select_related("user")
        .order_by("-role", "user__name"),
        "tokens": tenant.api_tokens.filter(revoked_at=None, expires_at__gt=timezone.now()).count(),
        "shares": TenantShare.objects.filter(tenant=tenant).order_by("engine"),
        "failed": failed,
        "domains": tenant.sign_in_domains.all(),
        "plan_form": PlanForm(initial={"plan": plan}),
        "suspend_form": SuspendForm(),
        "visit_form": VisitForm(),
        "visits": visits.of(tenant)[:VISITS],
        "exception_form": ExceptionForm(),
        "stored": _stored(tenant) if request.GET.get("files") else None,
        **_made(tenant),
        **forms,
    }
    return operator_page(request, "tenant.html", context, status=status)


def _shown(limits: Any) -> list[tuple[str, Any]]:
    """The limits in force, as the form of exceptions names them."""
    fields = ExceptionForm.base_fields
    return [
        (
            str(fields[name].label),
            in_words(name, value, "")
            if isinstance(value, bool)
            else value // 60_000
            if name.endswith("_ms") and value is not None
            else value,
        )
        for name in LIMIT_FIELDS
        if name in fields
        for value in [getattr(limits, name)]
    ]


def _made(tenant: Tenant) -> dict[str, int]:
    with in_tenant(tenant):
        return {
            "lessons": Lesson.objects.count(),
            "voices": Voice.objects.filter(status=Voice.Status.READY).count(),
            "voices_failed": Voice.objects.filter(status=Voice.Status.FAILED).count(),
        }


def _stored(tenant: Tenant) -> tuple[int, int]:
    """How many files the workspace has, and their bytes together."""
    sizes = [each.size for each in files.store().files(files.folder(tenant))]
    return len(sizes), sum(sizes)
