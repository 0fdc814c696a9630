"""Plans side by side: what each holds, and what it would change for this workspace."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import Plan
from billing.plans import limits_of_plan
from billing.presentation import minutes, money, plan_name
from tenants.limits import Limits


@dataclass(frozen=True, slots=True)
class Use:
    """What the workspace has now; audio in milliseconds."""

    today_ms: int
    month_ms: int
    voices: int
    members: int


@dataclass(frozen=True, slots=True)
class Line:
    """One limit of a plan. `change` is "more", "less" or "" against what is in force now."""

    label: str
    value: str
    change: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan as the page shows it."""

    code: str
    name: str
    price: str
    included: str
    is_current: bool
    is_sold: bool
    lines: list[Line]
    warnings: list[str]


def offers(plans: list[Plan], now: Limits, use: Use) -> list[Offer]:
    """Every plan, compared with the limits in force and with what the workspace has."""
    return [_offer(plan, now, use) for plan in plans]


def price_list(plans: Iterable[Plan]) -> list[Offer]:
    """Every plan, for people who have none yet."""
    return [_offer(plan, limits_of_plan(plan), None) for plan in plans]


def _offer(plan: Plan, now: Limits, use: Use | None) -> Offer:
    new = limits_of_plan(plan)
    current = use is not None and plan.code == now.plan
    return Offer(
        code=plan.code,
        name=plan_name(plan),
        price=money(plan.price, plan.currency) if plan.price else _("Free"),
        included=_included(plan),
        is_current=current,
        is_sold=plan.is_sold,
        lines=_lines(new, now),
        warnings=[] if current or use is None else _warnings(new, use),
    )


def _included(plan: Plan) -> str:
    if not plan.price:
        return ""
    figures = {"count": minutes(plan.included_ms)}
    if not plan.extra_minute:
        return _("%(count)s minutes a month included") % figures
    figures["price"] = money(plan.extra_minute, plan.currency)
    return _("%(count)s minutes a month included, then %(price)s a minute") % figures


def _lines(new: Limits, now: Limits) -> list[Line]:
    def line(label: str, field: str, shown: str) -> Line:
        return Line(label, shown, _change(getattr(new, field), getattr(now, field)))

    unlimited = _("no limit")
    # Without a limit of its own, the audio goes with the job.
    audio_days = new.history_days if new.audio_days is None else new.audio_days
    return [
        line(_("Minutes a day"), "daily_ms", minutes(new.daily_ms)),
        line(
            _("Minutes a month"),
            "monthly_ms",
            unlimited if new.monthly_ms is None else minutes(new.monthly_ms),
        ),
        line(_("Sentences at the same time"), "concurrency", str(new.concurrency)),
        line(_("Characters of a text by API"), "max_characters", f"{new.max_characters:,}"),
        line(_("Own voices"), "max_voices", str(new.max_voices)),
        line(_("Members"), "seats", unlimited if new.seats is None else str(new.seats)),
        line(_("Best quality"), "max_sample_rate", f"{new.max_sample_rate / 1000:g} kHz"),
        line(_("Streaming"), "streaming", _("yes") if new.streaming else _("no")),
        line(_("Jobs are kept"), "history_days", _days(new.history_days)),
        line(_("Audio of jobs is kept"), "audio_days", _days(audio_days)),
    ]


def _days(count: int | None) -> str:
    if count is None:
        return _("always")
    return ngettext("%(days)d day", "%(days)d days", count) % {"days": count}


def _change(new: Any, now: Any) -> str:
    # None is more than any number.
    after, before = ((value is None, value or 0) for value in (new, now))
    return "more" if after > before else "less" if after < before else ""


def _warnings(new: Limits, use: Use) -> list[str]:
    """What the workspace has more of than the plan allows; nothing of it would be taken away."""
    warnings = []
    if use.voices > new.max_voices:
        message = _("You have %(have)s voices: all stay, none can be added above %(most)s.")
        warnings.append(message % {"have": use.voices, "most": new.max_voices})
    if new.seats is not None and use.members > new.seats:
        message = _("You have %(have)s members: all stay, none can be added above %(most)s.")
        warnings.append(message % {"have": use.members, "most": new.seats})
    month_full = new.monthly_ms is not None and use.month_ms >= new.monthly_ms
    if use.today_ms >= new.daily_ms or month_full:
        warnings.append(
            _("You have used more than that already: jobs pause until there is audio again.")
        )
    return warnings
