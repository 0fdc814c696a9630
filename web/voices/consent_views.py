"""Pages: the record of consents, and withdrawing one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actor import actor_of
from accounts.models import User
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from voices import consents as services
from voices import releases
from voices.access import check_withdrawal, viewer_of
from voices.models import Consent
from web.voices.checks import rows_of
from web.voices.presentation import error_sentence
from web.voices.reading import initial

PAGE = 25


@require_GET
def consents(request: TenantRequest, slug: str) -> HttpResponse:
    """The record of all consents that were given, refused or withdrawn."""
    read = Consent.objects.exclude(seconds=None).prefetch_related("voices")
    page = Paginator(read, PAGE).get_page(request.GET.get("page"))
    asks_me = Consent.objects.filter(
        speaker=request.user.id,
        confirmation=Consent.Confirmation.WAITS,
        status=Consent.Status.VERIFIED,
    )
    return render(request, "voices/consents.html", {"page": page, "asks_me": asks_me})


@require_GET
def consent(request: TenantRequest, slug: str, consent_id: str) -> HttpResponse:
    """One consent: what was read, what was heard, who recorded it, and the way to withdraw it."""
    consent = get_object_or_404(Consent.objects.prefetch_related("voices"), id=consent_id)
    people = User.objects.in_bulk([consent.recorded_by_id, consent.revoked_by_id])
    viewer = viewer_of(request)
    waits = consent.confirmation == Consent.Confirmation.WAITS and consent.status in (
        Consent.Status.PENDING,
        Consent.Status.VERIFIED,
    )
    is_asked = consent.speaker_id == request.user.id
    context = {
        "consent": consent,
        "checks": rows_of(consent),
        "release": releases.of(consent),
        "asks_me": waits and is_asked and consent.status == Consent.Status.VERIFIED,
        "may_name": waits
        and not is_asked
        and (viewer.may_withdraw(consent) or viewer.holds_consent(consent)),
        "may_withdraw": viewer.may_withdraw(consent),
        "error": error_sentence(consent.reason),
        "recorded_by": people.get(consent.recorded_by_id),
        "revoked_by": people.get(consent.revoked_by_id),
    }
    return render(request, "voices/consent.html", context)


@require_GET
def release(request: TenantRequest, slug: str) -> HttpResponse:
    """What speakers accept now, to be read and printed before anything is recorded."""
    now = releases.current(tenant=request.tenant, language=initial(request)["language"])
    return render(request, "voices/release.html", {"release": now})


@require_GET
def consent_release(request: TenantRequest, slug: str, consent_id: str) -> HttpResponse:
    """The release of a consent, as it was accepted or is to be, to be printed."""
    consent = get_object_or_404(Consent, id=consent_id)
    given = releases.of(consent)
    if given is None:
        raise Http404
    return render(request, "voices/release.html", {"release": given, "consent": consent})


@allowed_while_suspended
@require_POST
def revoke_consent(request: TenantRequest, slug: str, consent_id: str) -> HttpResponse:
    """Withdraw a consent: purge its voices and stop their jobs."""
    consent = get_object_or_404(Consent.objects.prefetch_related("voices"), id=consent_id)
    check_withdrawal(viewer_of(request), consent)
    services.revoke(tenant=request.tenant, consent=consent, by=actor_of(request))
    messages.success(request, _("Consent is withdrawn. Nothing of the voice is left."))
    return redirect("workspace:voice-consent", slug=slug, consent_id=consent_id)
