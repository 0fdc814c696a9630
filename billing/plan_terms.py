"""The plans themselves: made, changed, retired and offered again, and what a change would do."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.numbers import list_currencies
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from activity.log import Detail, record
from activity.who import Thing
from billing.models import LIMIT_FIELDS, MeterEvent, Plan, Subscription
from billing.quota import month_begin
from tenants.models import Tenant
from tenants.refusal import Refused

MONEY_FIELDS = ("price", "currency", "included_ms", "extra_minute")
TERMS = ("name", "position", *MONEY_FIELDS, *LIMIT_FIELDS)
"""What an operator sets of a plan. Its code is the key of its product at the provider, and stays;
whether it is offered is changed by retire and offer."""
RESERVED = frozenset({"new"})
"""Codes that would be an address of another page."""
PAYS = Q(subscription__remote_status__in=Subscription.LIVE)


@dataclass(frozen=True, slots=True)
class Effects:
    """What new terms would do: the fields they change, with the values before and after, and to
    how many workspaces of those that are on the plan."""

    changes: list[tuple[str, Any, Any]]
    on_it: int
    paying: int
    more_members: int
    """Workspaces with more members than the new terms have seats."""
    used_more: int
    """Workspaces that have made more audio this month (in UTC) than the new terms allow."""

    def less(self, field: str) -> bool:
        """Whether the new terms allow less of a limit; None is no limit."""
        for name, before, after in self.changes:
            if name == field:
                return after is not None and (before is None or after < before)
        return False


def listed() -> QuerySet[Plan]:
    """All plans in their order, with how many workspaces are on each (`on_it`), and pay for it
    (`paying`)."""
    return Plan.objects.annotate(
        on_it=Count("subscription"), paying=Count("subscription", filter=PAYS)
    )


def terms_of(plan: Plan) -> dict[str, Any]:
    """The plan's terms, by their fields' names."""
    return {field: getattr(plan, field) for field in TERMS}


def edition(plan: Plan) -> str:
    """Names the terms that the plan has now, so that nobody confirms a change of other ones."""
    terms = json.dumps(terms_of(plan), sort_keys=True).encode()
    return hashlib.sha256(terms).hexdigest()[:16]


def effects(*, plan: Plan, terms: Mapping[str, Any]) -> Effects:
    """What these terms would do to the plan, and to those on it. Raises Refused where one is
    invalid."""
    _checked(Plan(code=plan.code, public=plan.public, **terms))
    on_it = Subscription.objects.filter(plan=plan)
    tenants = on_it.values("tenant")
    seats, monthly = terms["seats"], terms["monthly_ms"]
    more_members = used_more = 0
    if seats is not None:
        crowded = Tenant.objects.filter(id__in=tenants).annotate(people=Count("memberships"))
        more_members = crowded.filter(people__gt=seats).count()
    if monthly is not None:
        begin = month_begin(timezone.now().date())
        made = MeterEvent.objects.filter(tenant__in=tenants, day__gte=begin).order_by()
        sums = made.values("tenant").annotate(sum=Sum("audio_ms"))
        used_more = sums.filter(sum__gt=monthly).count()
    before = terms_of(plan)
    return Effects(
        changes=[
            (name, before[name], terms[name]) for name in TERMS if before[name] != terms[name]
        ],
        on_it=on_it.count(),
        paying=on_it.filter(remote_status__in=Subscription.LIVE).count(),
        more_members=more_members,
        used_more=used_more,
    )


def make(*, code: str, terms: Mapping[str, Any], by: Actor) -> Plan:
    """Make a plan, which is not offered yet. Raises Refused: the code is taken, or the terms are
    invalid."""
    if code in RESERVED:
        raise Refused("plan_code_taken", _("Choose another code."), param="code")
    plan = Plan(code=code, public=False, **_all(terms))
    _checked(plan)
    with transaction.atomic():
        _found, created = Plan.objects.get_or_create(
            code=code, defaults={"public": False, **terms_of(plan)}
        )
        if not created:
            message = _("There is a plan with this code.")
            raise Refused("plan_code_taken", message, param="code", status=409)
        _record("plan.made", plan, by)
    return plan


def change(*, code: str, terms: Mapping[str, Any], seen: str, by: Actor) -> Plan:
    """Give a plan new terms, which hold at once. `seen` is the edition that whoever changes it has
    seen. Raises Refused: there is no such plan, it was changed meanwhile, or they are invalid."""
    with transaction.atomic():
        plan = _locked(code)
        if edition(plan) != seen:
            message = _("Somebody else has changed the plan meanwhile. Look at it again.")
            raise Refused("plan_changed", message, status=409)
        before = terms_of(plan)
        for name, value in _all(terms).items():
            setattr(plan, name, value)
        _checked(plan)
        plan.save(update_fields=list(TERMS))
        changed = [
            f"{name}: {before[name]} → {terms[name]}"
            for name in TERMS
            if before[name] != terms[name]
        ]
        if changed:
            _record("plan.terms_changed", plan, by, terms=changed)
    return plan


def retire(*, code: str, by: Actor) -> None:
    """Offer a plan no more. Those on it stay, and operators may still put a workspace on it.

    Raises Refused: there is no such plan, or new workspaces begin on it.
    """
    with transaction.atomic():
        plan = _locked(code)
        if code == settings.FREE_PLAN:
            message = _("New workspaces begin on this plan, and those that stop paying come to it.")
            raise Refused("plan_needed", message, status=409)
        if plan.public:
            Plan.objects.filter(code=code).update(public=False)
            _record("plan.retired", plan, by)


def offer(*, code: str, by: Actor) -> None:
    """Show a plan to everybody, and sell it where it has a price. Raises Refused: there is none."""
    with transaction.atomic():
        plan = _locked(code)
        if not plan.public:
            Plan.objects.filter(code=code).update(public=True)
            _record("plan.offered", plan, by)


def _all(terms: Mapping[str, Any]) -> dict[str, Any]:
    if set(terms) != set(TERMS):
        raise ValueError(f"these are not all terms, or more: {sorted(set(terms) ^ set(TERMS))}")
    return dict(terms)


def _checked(plan: Plan) -> None:
    try:
        plan.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Refused("plan_invalid", " ".join(messages), param=name) from None
    if plan.currency.upper() not in list_currencies() or plan.currency != plan.currency.lower():
        message = _("Write the currency with three small letters, as in “usd”.")
        raise Refused("plan_invalid", message, param="currency")
    if plan.monthly_ms is not None and plan.included_ms > plan.monthly_ms:
        message = _("The plan includes more minutes than may be used a month.")
        raise Refused("plan_invalid", message, param="included_ms")


def _locked(code: str) -> Plan:
    plan = Plan.objects.select_for_update().filter(code=code).first()
    if plan is None:
        raise Refused("unknown_plan", _("There is no such plan."), status=404)
    return plan


def _record(action: str, plan: Plan, by: Actor, **details: Detail) -> None:
    thing = Thing("plan", plan.code, plan.name)
    record(action=action, by=by.who, tenant=None, thing=thing, details=details)
