"""Reports of abuse: those that wait, those that are decided, and each by itself."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from abuse_reports import services
from abuse_reports.models import AbuseReport
from accounts.actor import operator_of
from lessons.links.models import ShareLink
from lessons.links.services import revoke_reported
from lessons.voice_users import own_voices_of
from tenants.context import in_tenant
from tenants.refusal import Refused
from web.operator.frame import operator_page

REPORTS_A_PAGE = 50
Decision = AbuseReport.Decision


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=[each for each in Decision.choices if each[0]]
    )
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=400)
    revoke = forms.BooleanField(
        label=gettext_lazy("Revoke the share link, for good"), required=False
    )


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The queue, oldest first; with `?decided=1` what is decided, newest first."""
    decided = bool(request.GET.get("decided"))
    found = AbuseReport.objects.select_related("tenant", "decided_by")
    if decided:
        found = found.exclude(decision=Decision.OPEN).order_by("-decided_at")
    else:
        found = found.filter(decision=Decision.OPEN)
    page = Paginator(found, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    return operator_page(request, "reports.html", {"page": page, "decided": decided})


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, report_id: str) -> HttpResponse:
    """One report; POST decides on it, and may revoke the link that it is about."""
    found = get_object_or_404(
        AbuseReport.objects.select_related("tenant", "decided_by"), id=report_id
    )
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, operator_of(request)
        try:
            with transaction.atomic():
                services.decide(
                    report_id=report_id, decision=given["decision"], reason=given["reason"], by=by
                )
                if given["revoke"] and found.share_id:
                    revoke_reported(share_id=found.share_id, by=by)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The report is decided."))
            return redirect("operator-reports")
    link = ShareLink.objects.filter(id=found.share_id).first() if found.share_id else None
    context = {"report": found, "link": link, "form": form, "voices": _voices_of(link)}
    return operator_page(request, "report.html", context, status=422 if form.errors else 200)


def _voices_of(link: ShareLink | None) -> list[str]:
    """The ids of the workspace's own voices that the lesson behind a link speaks in, or spoke in
    lately: whose speakers may be blocked. Nothing else of the lesson is looked at."""
    if link is None:
        return []
    with in_tenant(link.tenant):
        return own_voices_of(link.lesson_id)


@require_POST
def reopen(request: HttpRequest, report_id: str) -> HttpResponse:
    """Take the decision back."""
    found = get_object_or_404(AbuseReport, id=report_id)
    services.reopen(report_id=found.id, by=operator_of(request))
    messages.success(request, _("The report waits again."))
    return redirect("operator-reports-one", report_id=found.id)
