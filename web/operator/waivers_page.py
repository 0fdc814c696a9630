"""Which workspaces may make voices without recorded consent, who allowed it, when and why."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.actor import operator_of
from accounts.request import signed_in
from voices.enrolment.models import ConsentWaiver
from voices.enrolment.waiver import waive
from web.operator.fields import WorkspaceField
from web.operator.frame import operator_page

ROWS_A_PAGE = 50


class WaiverForm(forms.Form):
    slug = WorkspaceField()
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=200,
        help_text=gettext_lazy("Such as the contract's number."),
    )
    allowed = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        coerce=lambda given: given == "1",
        choices=[("1", gettext_lazy("It may skip consent")), ("0", gettext_lazy("It may no more"))],
    )


@require_http_methods(["GET", "POST"])
def waivers(request: HttpRequest) -> HttpResponse:
    """All decisions, the newest first: of each workspace the newest is in force. POST adds one."""
    form = WaiverForm(request.POST or None, initial={"slug": request.GET.get("workspace", "")})
    if request.method == "POST" and form.is_valid():
        given, me = form.cleaned_data, signed_in(request)
        waive(
            tenant=given["slug"],
            allowed=given["allowed"],
            reason=given["reason"],
            by=operator_of(request).who,
            by_email=me.email,
            user=me,
        )
        messages.success(request, _("The decision holds from now on."))
        return redirect("operator-waivers")
    latest = ConsentWaiver.objects.order_by("tenant", "-at", "-id").distinct("tenant").values("id")
    rows = ConsentWaiver.objects.select_related("tenant")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    in_force = rows.filter(id__in=latest, allowed=True)
    context = {"form": form, "page": page, "in_force": in_force}
    return operator_page(request, "waivers.html", context, status=422 if form.errors else 200)
