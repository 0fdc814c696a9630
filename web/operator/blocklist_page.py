"""Speakers of whom no voice may be made here, for the operator, who hears none of them."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import operator_of
from activity.models import Entry
from tenants.refusal import Refused
from voices.enrolment import blocklist as services
from voices.enrolment.models import BlockedSpeaker
from web.operator.fields import WorkspaceField
from web.operator.frame import operator_page

ROWS_A_PAGE = 50
PROBLEMS = {
    "recording_gone": gettext_lazy("Its recording was deleted before it was looked at."),
    "too_little_speech": gettext_lazy("There is too little speech in its recording."),
    "listening_failed": gettext_lazy("Its recording could not be looked at: the log says why."),
}


class BlockForm(forms.Form):
    """Whose speaker is to be blocked, and why."""

    slug = WorkspaceField()
    source = forms.CharField(
        label=gettext_lazy("Id of the voice or the consent"),
        max_length=40,
        help_text=gettext_lazy(
            "Such as voice_… or cons_…; the content credentials of a sound file name the consent."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=400,
        help_text=gettext_lazy("Only operators read this."),
    )
    report = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())


class EndForm(forms.Form):
    reason = forms.CharField(max_length=400)


@require_http_methods(["GET", "POST"])
def blocklist(request: HttpRequest) -> HttpResponse:
    """All blocks, the newest first, and how many recordings each has refused. POST adds one."""
    named = {name: request.GET.get(name, "") for name in ("slug", "source", "report")}
    form = BlockForm(request.POST or None, initial=named)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.block(
                tenant=given["slug"],
                source_id=given["source"].strip(),
                reason=given["reason"],
                report_id=given["report"],
                by=operator_of(request).who,
            )
        except Refused as refusal:
            form.add_error(refusal.param if refusal.param in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The speaker is blocked as soon as a worker has listened."))
            return redirect("operator-blocklist")
    page = Paginator(BlockedSpeaker.objects.all(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    refused = _refused([each.id for each in page])
    rows = [(each, PROBLEMS.get(each.problem, ""), refused.get(each.id, 0)) for each in page]
    context = {"form": form, "page": page, "rows": rows}
    return operator_page(request, "blocklist.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, block_id: str) -> HttpResponse:
    """Unblock a speaker; needs a reason."""
    form = EndForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("invalid_value", _("Say why the block ends."), param="reason")
        services.unblock(
            block_id=block_id, reason=form.cleaned_data["reason"], by=operator_of(request).who
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The speaker is not blocked any more."))
    return redirect("operator-blocklist")


def _refused(block_ids: list[str]) -> dict[str, int]:
    """How many recordings were refused, as far as the log goes back."""
    entries = Entry.objects.filter(action="speaker.refused", thing_id__in=block_ids)
    counted = entries.order_by().values("thing_id").annotate(count=Count("id"))
    return {each["thing_id"]: each["count"] for each in counted}
