"""The page on which anybody reports abuse."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from abuse_reports import services
from lessons.links.services import known_by
from tenants.models import Tenant
from web.abuse_reports.forms import ReportForm

SHARED = re.compile(r"/s/([^/?#\s]+)")
IN_A_COURSE = re.compile(r"/lti/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form. Its answer is the same whether the address is one of a lesson here or not."""
    form = ReportForm(request.POST or None, initial={"about": request.GET.get("about", "")[:500]})
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "abuse_reports/report.html", {"form": form}, status=422 if form.errors else 200
        )
    given = form.cleaned_data
    named = SHARED.search(given["about"])
    link = known_by(named[1]) if named else None
    tenant = link.tenant if link else None
    if link is None and (of := IN_A_COURSE.search(given["about"])):
        tenant = Tenant.objects.filter(id=of[1]).first()
    services.report(**given, tenant=tenant, share_id=link.id if link else "")
    return redirect("reported")


@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """Thanks, and what happens next."""
    return render(request, "abuse_reports/reported.html")
