"""Signing in by SAML: what providers know of us, their answers, and their end."""

import logging
from uuid import UUID

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from activity.who import Origin
from single_sign_on import services
from single_sign_on.models import IdentityProvider
from single_sign_on.saml import accepted, ours
from single_sign_on.saml.response import check
from single_sign_on.saml.unacceptable import Unacceptable
from tenants.models import Tenant

log = logging.getLogger("lectern.accounts")

FOR_PEOPLE = {
    "denied": gettext_lazy("Your organisation did not let you sign in here."),
    "expired": gettext_lazy("That took too long. Try again; if it goes on, a clock may be wrong."),
    "replayed": gettext_lazy("This sign-in was used before, or too late."),
    "other_browser": gettext_lazy("This sign-in was not begun in this browser, or too long ago."),
    "not_asked_for": gettext_lazy("Signing in has to begin here, not at your organisation’s page."),
    "no_email": gettext_lazy("Your organisation did not say what your e-mail address is."),
}
OTHERWISE = gettext_lazy(
    "Your organisation’s sign-in and Lectern don’t fit together. Tell your IT: they find the "
    "reason in the activity log of the workspace."
)


@require_GET
def metadata(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """What an identity provider has to know of the workspace's service provider."""
    tenant = get_object_or_404(Tenant, id=tenant_id, deletes_at=None)
    return HttpResponse(ours.metadata(tenant), content_type="application/samlmetadata+xml")


@require_POST
@never_cache
def answered(request: HttpRequest, tenant_id: UUID) -> HttpResponseBase:
    """Check what a provider has the browser post, and lead to where the browser fetches it.

    The request comes from another site, so without our session: it may neither be read nor written
    here, or the browser would lose the one that it has (single_sign_on.saml.accepted).
    """
    provider = _provider(tenant_id)
    try:
        row = accepted.accept(provider, check(provider, request.POST.get("SAMLResponse", "")))
    except Unacceptable as error:
        return _refuse(request, provider, error)
    answer = redirect("saml-finish", tenant_id=tenant_id, handle=row.id)
    answer.status_code = 303
    return answer


@require_GET
@never_cache
def finish(request: HttpRequest, tenant_id: UUID, handle: UUID) -> HttpResponseBase:
    """Sign in whom the answer is about, if this browser has sent the request that it answers."""
    row = _provider(tenant_id)
    provider = get_adapter().get_provider(request, str(row.id))
    try:
        waiting = accepted.waiting(row, handle)
        try:
            state = provider.unstash_redirect_state(request, waiting.request_id)
        except PermissionDenied:
            raise Unacceptable("other_browser", "the session has sent no such request") from None
        person = accepted.fetch(waiting)
    except Unacceptable as error:
        return _refuse(request, row, error)
    login = provider.sociallogin_from_response(request, person)
    login.state = state
    return complete_social_login(request, login)


@require_GET
def refused(request: HttpRequest, reason: str) -> HttpResponse:
    """Why somebody was not signed in."""
    message = FOR_PEOPLE.get(reason.replace("-", "_"), OTHERWISE)
    return render(request, "single_sign_on/refused.html", {"message": message}, status=403)


def _provider(tenant_id: UUID) -> IdentityProvider:
    row = services.saml_provider(tenant_id)
    if row is None:
        raise Http404
    return row


def _refuse(request: HttpRequest, provider: IdentityProvider, error: Unacceptable) -> HttpResponse:
    detail = error.detail.replace("\n", " ")[:500]
    log.warning("SAML sign-in at %s refused: %s: %s", provider.issuer, error.code, detail)
    services.refused(tenant=provider.tenant, reason=error.code, origin=Origin.of(request))
    # Its page is another request: forms on it set a cookie, and after a post from another site that
    # would take the place of the one that forms in other tabs were made with.
    answer = redirect("saml-refused", reason=error.code.replace("_", "-"))
    answer.status_code = 303
    return answer
