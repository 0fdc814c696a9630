"""Where speakers say whether a recorded voice is theirs: on the consent's page, or by a link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from activity.who import Origin
from tenants.context import in_tenant
from tenants.refusal import Refused
from voices import confirmation, releases
from voices.access import check_change, viewer_of
from voices.confirmation import MailedSpeaker
from voices.models import Consent

ANSWERS = {"yes": True, "no": False}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def by_link(request: HttpRequest) -> HttpResponse:
    """What was read and recorded, for the person of a mailed link; POST confirms or declines it.

    To open the link changes nothing, as programs that scan mails do so, too.
    """
    answer = ANSWERS.get(request.POST.get("answer", "")) if request.method == "POST" else None
    try:
        link = confirmation.read_link(request.GET.get("token", ""))
        with in_tenant(link.tenant) as tenant:
            consent = confirmation.asked_by_mail(link)
            context = {
                "consent": consent,
                "release": releases.of(consent),
                "organisation": tenant.name,
                "recorded_by": consent.recorded_by.name if consent.recorded_by else "",
            }
            if answer is not None:
                by = MailedSpeaker(origin=Origin.of(request), email=link.email)
                confirmation.answer(tenant=tenant, consent=consent, confirms=answer, by=by)
                context["answered"] = "yes" if answer else "no"
    except Refused as refusal:
        context = {"problem": str(refusal)}
        response = render(request, "voices/confirm.html", context, status=refusal.status)
    else:
        response = render(request, "voices/confirm.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response


@allowed_while_suspended
@require_POST
def answer_consent(request: TenantRequest, slug: str, consent_id: str) -> HttpResponse:
    """Confirm or decline a consent, as the member whose voice it is said to be."""
    consent = get_object_or_404(Consent, id=consent_id)
    confirms = ANSWERS.get(request.POST.get("answer", ""))
    try:
        if confirms is None:
            raise Refused("invalid_value", _("Answer with yes or no."), param="answer")
        confirmation.answer(
            tenant=request.tenant, consent=consent, confirms=confirms, by=actor_of(request)
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("You have confirmed it.") if confirms else _("You have declined it.")
        messages.success(request, done)
    return redirect("workspace:voice-consent", slug=slug, consent_id=consent_id)


@require_POST
def name_speaker(request: TenantRequest, slug: str, consent_id: str) -> HttpResponse:
    """Say whose voice it is, where a program recorded it, or correct the address."""
    consent = get_object_or_404(Consent.objects.prefetch_related("voices"), id=consent_id)
    viewer = viewer_of(request)
    if not viewer.may_withdraw(consent):
        check_change(viewer, consent)
    try:
        confirmation.name_speaker(
            tenant=request.tenant,
            consent=consent,
            email=request.POST.get("speaker_email", ""),
            by=actor_of(request),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("They are asked as soon as the recording is checked."))
    return redirect("workspace:voice-consent", slug=slug, consent_id=consent_id)
