"""The page that says how long what is kept, where admins may shorten it for jobs by API."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.joining import invitations
from accounts.request import TenantRequest
from billing import retention, rolling_up
from idempotency import once
from lessons.services import library, upkeep
from synthesis.jobs import history
from tenants.refusal import Refused
from web.billing.forms import RetentionForm
from webhooks import outbox
from workspace_exports import queue as exports


@dataclass(frozen=True, slots=True)
class Row:
    """Something that is kept, and for how long, in words."""

    what: str
    how_long: str


@require_http_methods(["GET", "POST"])
@admins_only
def kept(request: TenantRequest, slug: str) -> HttpResponse:
    """What this workspace keeps how long."""
    own, plan = history.chosen(), history.kept_by_plan(request.limits)
    initial = {"history_days": own.history_days, "audio_days": own.audio_days}
    form = RetentionForm(request.POST or None, initial=initial, plan=plan)
    if request.method == "POST" and form.is_valid():
        wish = history.Kept(form.cleaned_data["history_days"], form.cleaned_data["audio_days"])
        try:
            history.choose(own=wish, limits=request.limits, by=actor_of(request))
        except Refused as refusal:
            form.add_error(refusal.param, str(refusal))
        else:
            messages.success(request, _("Saved. What is older is deleted in the coming night."))
            return redirect("workspace:retention", slug=slug)
    context = {"form": form, "rows": _rows()}
    return render(request, "billing/retention.html", context, status=422 if form.errors else 200)


def _rows() -> list[Row]:
    bin_days, sound_days = _days(library.KEPT_IN_BIN), _days(upkeep.TAKES_KEPT)
    in_bin = _("until you delete them; then %(days)s in the bin") % {"days": bin_days}
    sounds = _("as long as a lesson plays them, and %(days)s more, for undo and old versions")
    figures = _("%(days)s; after that only the sum of each day, which stays")
    return [
        Row(_("Lessons"), in_bin),
        Row(_("The sounds of their lines"), sounds % {"days": sound_days}),
        Row(_("What was only tried out"), _days(history.PREVIEWS_KEPT)),
        Row(_("Voices"), _("until you delete them or the speaker withdraws consent")),
        Row(_("The record of a consent"), _("always, as a proof")),
        Row(
            _("The length of each sentence that was made"),
            figures % {"days": _days(rolling_up.KEPT)},
        ),
        Row(_("Notices about used minutes"), _days(retention.NOTICES_KEPT)),
        Row(_("Invitations that ended"), _days(invitations.KEPT)),
        Row(_("Events that were sent to webhooks"), _days(outbox.KEPT)),
        Row(_("Downloads of the workspace that were prepared"), _days(exports.KEPT)),
        Row(_("Answers repeated for an Idempotency-Key"), _days(once.LIFE)),
    ]


def _days(span: timedelta) -> str:
    return ngettext("%(days)d day", "%(days)d days", span.days) % {"days": span.days}
