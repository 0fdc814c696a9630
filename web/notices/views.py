"""A person's inbox, and the page on which they choose what they are told how."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.request import signed_in
from notices import reading
from notices.models import Notice
from notices.reading import Shown
from notices.switches import choices_of, choose

A_PAGE = 30
NEWEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Day:
    """The notices of a day, which is one of the reader's time zone."""

    day: datetime.date
    is_today: bool
    notices: list[Shown]


@require_GET
@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """What the person was told, the newest first; with `before`, what is older than that notice."""
    user = signed_in(request)
    before = request.GET.get("before", "")
    older_than = min(int(before), NEWEST_ID) if before.isascii() and before.isdigit() else None
    found = reading.of_person(user)
    if older_than is not None:
        found = found.filter(id__lt=older_than)
    rows = list(found[: A_PAGE + 1])
    context = {
        "days": _by_day(rows[:A_PAGE], _zone(user)),
        "older": rows[A_PAGE - 1].id if len(rows) > A_PAGE else None,
        "is_first": older_than is None,
        "any_unread": reading.unread_count(user) > 0,
    }
    return render(request, "notices/inbox.html", context)


@require_POST
@login_required
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read, and go to where it leads."""
    user = signed_in(request)
    notice = get_object_or_404(reading.of_person(user), id=notice_id)
    reading.mark_read(user, notice.id)
    return HttpResponseRedirect(reading.address_of(notice) or _inbox_from(request))


@require_POST
@login_required
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read."""
    reading.mark_read(signed_in(request), notice_id)
    return HttpResponseRedirect(_inbox_from(request))


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read."""
    reading.mark_read(signed_in(request))
    return redirect("notices:inbox")


@require_http_methods(["GET", "POST"])
@login_required
def switches(request: HttpRequest) -> HttpResponse:
    """Choose for each kind of notice whether it comes by mail and into the inbox."""
    user = signed_in(request)
    if request.method == "POST":
        wanted = {
            each.kind.name: (
                f"mail-{each.kind.name}" in request.POST,
                f"inbox-{each.kind.name}" in request.POST,
            )
            for each in choices_of(user)
        }
        choose(user, wanted)
        messages.success(request, _("Saved."))
        return redirect("notices:switches")
    choices = choices_of(user)
    context = {
        "choices": [each for each in choices if each.kind.fixed is None],
        "fixed": [each for each in choices if each.kind.fixed is not None],
    }
    return render(request, "notices/switches.html", context)


def _by_day(rows: list[Notice], zone: ZoneInfo) -> list[Day]:
    today = timezone.now().astimezone(zone).date()
    days = groupby(rows, key=lambda each: each.created_at.astimezone(zone).date())
    return [
        Day(day, day == today, [reading.shown(each) for each in of_day]) for day, of_day in days
    ]


def _zone(user: User) -> ZoneInfo:
    """The person's time zone, or else that of their first workspace."""
    if user.time_zone:
        return ZoneInfo(user.time_zone)
    membership = user.memberships.select_related("tenant").order_by("id").first()
    return ZoneInfo(membership.tenant.time_zone if membership else "UTC")


def _inbox_from(request: HttpRequest) -> str:
    """The page of the inbox that the button was on."""
    before = request.POST.get("before", "")
    inbox = redirect("notices:inbox").url
    return f"{inbox}?before={before}" if before.isascii() and before.isdigit() else inbox
