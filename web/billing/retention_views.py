"""The page that says how long what is kept, where admins may shorten it for jobs by API."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from synthesis.jobs import history
from tenants.refusal import Refused
from web.billing.forms import RetentionForm
from web.public.retention import rows


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
    context = {"form": form, "rows": rows()}
    return render(request, "billing/retention.html", context, status=422 if form.errors else 200)
