"""Announcements to workspaces, for the operator."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import operator_of
from accounts.request import signed_in
from activity.who import Origin
from announcements import services
from announcements.models import Announcement
from tenants.refusal import Refused
from web.operator.forms import AnnouncementForm
from web.operator.frame import operator_page

SHOWN = 50


@require_http_methods(["GET", "POST"])
def announcements(request: HttpRequest) -> HttpResponse:
    """The newest announcements, and a form that makes one."""
    form = AnnouncementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.announce(
                english=given["english"],
                chinese=given["chinese"],
                ends_at=datetime.datetime.combine(given["until"], datetime.time.max, datetime.UTC),
                slugs=given["slugs"],
                by=signed_in(request),
                origin=Origin.of(request),
            )
        except Refused as refusal:
            form.add_error(refusal.param, str(refusal))
        else:
            messages.success(request, _("It is shown from now on."))
            return redirect("operator-announcements")
    rows = Announcement.objects.select_related("made_by", "tenant")[:SHOWN]
    status = 422 if form.errors else 200
    return operator_page(request, "announcements.html", {"form": form, "rows": rows}, status=status)


@require_POST
def end(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Stop showing an announcement."""
    services.end(get_object_or_404(Announcement, id=announcement_id), by=operator_of(request))
    messages.success(request, _("It is shown no more."))
    return redirect("operator-announcements")
