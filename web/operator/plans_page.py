"""Plans and prices: what each holds, who is on it, and what a change would do."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actor import operator_of
from billing import gateway as gateways
from billing import plan_terms
from billing.models import Plan, Subscription
from billing.presentation import minutes, money, plan_name
from tenants.refusal import Refused
from web.operator.frame import operator_page
from web.operator.plan_forms import NewPlanForm, PlanTermsForm, in_words

WORKSPACES_A_PAGE = 50
DELETING = ("history_days", "audio_days")
"""Limits by which something is deleted in the next night."""


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """All plans with their prices, and how many workspaces are on each."""
    rows = [
        {
            "plan": plan,
            "name": plan_name(plan),
            "price": money(plan.price, plan.currency),
            "extra": money(plan.extra_minute, plan.currency),
            "included": minutes(plan.included_ms),
            "daily": minutes(plan.daily_ms),
        }
        for plan in plan_terms.listed()
    ]
    return operator_page(request, "plans.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new plan, which is offered to nobody until an operator says so."""
    form = NewPlanForm(request.POST or None, initial=_first_terms())
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            plan_terms.make(code=code, terms=form.terms, by=operator_of(request))
        except Refused as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("The plan is made. It is not offered to everybody yet."))
            return redirect("operator-plans-one", code=code)
    status = 422 if form.errors else 200
    return operator_page(request, "plan_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """One plan and who is on it. POST shows what new terms would do; with `seen`, the edition that
    the page showed, and `confirmed` it makes them hold."""
    found = _plan(code)
    if request.method == "GET":
        return _page(request, found, PlanTermsForm.of(found))
    form = PlanTermsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        if not request.POST.get("confirmed"):
            return _preview(request, found, form)
        seen = request.POST.get("seen", "")
        plan_terms.change(code=code, terms=form.terms, seen=seen, by=operator_of(request))
    except Refused as refusal:
        form.show(refusal)
        return _page(request, found, form, status=409 if refusal.status == 409 else 422)
    messages.success(request, _("The new terms hold."))
    return redirect("operator-plans-one", code=code)


@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Offer the plan no more; those on it stay."""
    found = _plan(code)
    try:
        plan_terms.retire(code=found.code, by=operator_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is offered no more. Workspaces that are on it stay."))
    return redirect("operator-plans-one", code=code)


@require_POST
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """Show the plan to everybody, and sell it where it has a price."""
    plan_terms.offer(code=_plan(code).code, by=operator_of(request))
    messages.success(request, _("It is offered to everybody."))
    return redirect("operator-plans-one", code=code)


def _plan(code: str) -> Plan:
    return get_object_or_404(plan_terms.listed(), code=code)


def _first_terms() -> dict[str, object]:
    """What the form of a new plan begins with: the terms of the last one of the list."""
    last = Plan.objects.last()
    return {**plan_terms.terms_of(last), "name": ""} if last else {}


def _page(
    request: HttpRequest, found: Plan, form: PlanTermsForm, *, status: int = 200
) -> HttpResponse:
    on_it = Subscription.objects.filter(plan=found).select_related("tenant")
    page = Paginator(on_it.order_by("tenant__slug"), WORKSPACES_A_PAGE)
    context = {
        "plan": found,
        "form": form,
        "edition": plan_terms.edition(found),
        "page": page.get_page(request.GET.get("page")),
        "terms": [
            (form.fields[name].label, in_words(name, value, found.currency))
            for name, value in plan_terms.terms_of(found).items()
        ],
    }
    return operator_page(request, "plan.html", context, status=status)


def _preview(request: HttpRequest, found: Plan, form: PlanTermsForm) -> HttpResponse:
    effects = plan_terms.effects(plan=found, terms=form.terms)
    currency = form.terms["currency"]
    context = {
        "plan": found,
        "form": form,
        "edition": request.POST.get("seen", ""),
        "effects": effects,
        "changes": [
            (
                form.fields[name].label,
                in_words(name, before, found.currency),
                in_words(name, after, currency),
            )
            for name, before, after in effects.changes
        ],
        "sold_anew": gateways.current() is not None
        and {"name", *plan_terms.MONEY_FIELDS} & {name for name, _old, _new in effects.changes},
        "deletes": any(effects.less(name) for name in DELETING),
    }
    return operator_page(request, "plan_preview.html", context)
