"""A month's usage by day, voice, member and token: rows for charts and their tables."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Membership, User
from billing.models import SpendingCap
from billing.quota import month_begin
from billing.usage.models import DailyUsage, UsageBreakdown
from synthesis.models import Job
from synthesis.voice_choice import shown_names
from tenants.models import Tenant

Kind = UsageBreakdown.Kind
PROGRAM_JOBS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Slice:
    """What one voice, member or token has used, in milliseconds."""

    name: str
    used_ms: int


@dataclass(frozen=True, slots=True)
class Capped:
    """A member or a token, what it used today, and what it may use a day."""

    kind: str
    key: str
    name: str
    used_ms: int
    cap_ms: int | None

    @property
    def cap_minutes(self) -> int | None:
        return None if self.cap_ms is None else self.cap_ms // 60_000


@dataclass(frozen=True, slots=True)
class Chart:
    """Slices, the largest first."""

    title: str
    slices: list[Slice]

    @property
    def most_ms(self) -> int:
        return max((each.used_ms for each in self.slices), default=0)


def charts(tenant: Tenant, day: datetime.date) -> list[Chart]:
    """The month of `day` by voice, member and token; without those that have no rows."""
    naming: list[tuple[str, str, Callable[[set[str]], dict[str, str]]]] = [
        (_("By voice"), str(Kind.VOICE), shown_names),
        (_("By member"), str(Kind.MEMBER), _member_names),
        (_("By API token"), str(Kind.TOKEN), lambda keys: _token_names(tenant, keys)),
    ]
    all_charts = [Chart(title, _slices(kind, day, names)) for title, kind, names in naming]
    return [chart for chart in all_charts if chart.slices]


def days(day: datetime.date) -> list[DailyUsage]:
    """The days of the month up to `day`, also those on which nothing was used."""
    begin = month_begin(day)
    used = {row.day: row for row in DailyUsage.objects.filter(day__gte=begin, day__lte=day)}
    dates = [begin + datetime.timedelta(days=n) for n in range((day - begin).days + 1)]
    return [used.get(date) or DailyUsage(day=date) for date in dates]


@dataclass(frozen=True, slots=True)
class ProgramJob:
    """A job that a program made: an id to ask about, no page."""

    id: str
    token: str
    audio_ms: int
    created_at: datetime.datetime


def program_jobs(tenant: Tenant, *, live: bool) -> list[ProgramJob]:
    """The newest jobs that were made with API tokens, in the background or heard `live`."""
    of_programs = Job.objects.listed().exclude(api_token=None)
    of_kind = of_programs.heard_live() if live else of_programs.in_background()
    jobs = list(of_kind[:PROGRAM_JOBS_SHOWN])
    names = _token_names(tenant, {str(job.api_token) for job in jobs})
    return [
        ProgramJob(
            job.id, names.get(str(job.api_token), _("deleted")), job.audio_ms, job.created_at
        )
        for job in jobs
    ]


def capped(tenant: Tenant, day: datetime.date) -> list[Capped]:
    """Every member and valid token, with what it used today and its limit."""
    used = {
        (row.kind, row.key): row.used_ms + row.reserved_ms
        for row in UsageBreakdown.objects.filter(day=day)
    }
    caps: dict[tuple[str, str], int] = {}
    for cap in SpendingCap.objects.filter(tenant=tenant):
        key = (Kind.MEMBER, str(cap.user_id)) if cap.user_id else (Kind.TOKEN, str(cap.token_id))
        caps[str(key[0]), key[1]] = cap.daily_ms
    members = Membership.objects.filter(tenant=tenant).select_related("user").order_by("user__name")
    rows = [(str(Kind.MEMBER), str(each.user_id), each.user.name) for each in members]
    tokens = [token for token in ApiToken.objects.filter(tenant=tenant) if token.is_live]
    rows += [(str(Kind.TOKEN), str(token.id), token.name) for token in tokens]
    return [
        Capped(kind, key, name, used.get((kind, key), 0), caps.get((kind, key)))
        for kind, key, name in rows
    ]


def _slices(
    kind: str, day: datetime.date, names: Callable[[set[str]], dict[str, str]]
) -> list[Slice]:
    rows = UsageBreakdown.objects.filter(kind=kind, day__gte=month_begin(day), day__lte=day)
    sums = dict(
        rows.values("key").annotate(sum=Sum("used_ms")).order_by().values_list("key", "sum")
    )
    known = names(set(sums))
    slices = [Slice(known.get(key, _("deleted")), used) for key, used in sums.items() if used]
    return sorted(slices, key=lambda each: -each.used_ms)


def _member_names(keys: set[str]) -> dict[str, str]:
    return {str(user.id): user.name for user in User.objects.filter(id__in=keys)}


def _token_names(tenant: Tenant, keys: set[str]) -> dict[str, str]:
    return {str(t.id): t.name for t in ApiToken.objects.filter(tenant=tenant, id__in=keys)}
