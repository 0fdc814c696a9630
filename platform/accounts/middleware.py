"""The one place where a request gets its tenant.

A page's address names it (`/w/<slug>/…`), and the person must be a member, or be of support with
a visit that an admin allowed; over REST it is the signed `tid` of the token. A body, a query or
another header never names a tenant.
"""

import logging
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import tokens
from accounts.models import Membership, SupportVisit
from accounts.people import members
from accounts.request import RoutedRequest
from accounts.sign_in import workspace_idle
from accounts.support import looking
from accounts.support.visits import open_visit
from accounts.suspension import check_may_use, is_allowed_while_closing
from accounts.web_pages.origins import check_origin
from rest.errors import error_response, is_rest
from telemetry.context import name_tenant
from tenants.context import in_tenant
from tenants.limits import Limits, closing, limits_of
from tenants.models import FormerSlug, Tenant
from tenants.refusal import Refused
from throttle import callers
from throttle.client_address import client_address

log = logging.getLogger("lectern.accounts")

View = Callable[[RoutedRequest], HttpResponse]


def tenant_of_request(get_response: View) -> View:
    """Set `request.tenant`, `request.membership` and `request.api_token`, and open the schema.

    On a visit of support `request.support_visit` is set, and the membership is an unstored one.

    `request.limits` are the tenant's limits, read from the database at most once a request, when
    they are first used; None without a tenant.
    """

    def middleware(request: RoutedRequest) -> HttpResponse:
        request.tenant = request.limits = request.membership = request.api_token = None
        request.support_visit = None
        if is_rest(request):
            return _with_token(request, get_response)
        if workspace := callers.WORKSPACE.match(request.path_info):
            return _as_member(request, workspace["slug"], get_response)
        return get_response(request)

    middleware.process_view = refuse_suspended  # type: ignore[attr-defined]
    return middleware


def refuse_suspended(
    request: RoutedRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Answer 403 in the view's place where the workspace is suspended or closed, and may not
    use it."""
    if request.tenant is None:
        return None
    if request.tenant.deletes_at is not None:
        return None if is_allowed_while_closing(view) else _closing(request)
    try:
        check_may_use(request, view)
    except Refused as refusal:
        if is_rest(request):
            return error_response(refusal.status, str(refusal), code=refusal.code)
        context = {"title": _("Suspended"), "message": str(refusal)}
        return render(request, "error.html", context, status=refusal.status)
    return None


def _closing(request: RoutedRequest) -> HttpResponse:
    """What a closed workspace has in place of all its pages, and of REST."""
    tenant, membership = request.tenant, request.membership
    assert tenant is not None  # noqa: S101 (for mypy)
    assert tenant.deletes_at is not None  # noqa: S101 (for mypy)
    if is_rest(request) or membership is None:
        refusal = closing(tenant.deletes_at)
        return error_response(refusal.status, str(refusal), code=refusal.code)
    context = {"is_owner": membership.role == Membership.Role.OWNER}
    return render(request, "accounts/closing.html", context, status=403)


def _as_member(request: RoutedRequest, slug: str, get_response: View) -> HttpResponse:
    if not request.user.is_authenticated:
        callers.forget(request)
        if workspace_idle.is_by_script(request):
            # It would take the page of signing in for what it has asked for.
            message = _("You are signed out. Open the page again and sign in.")
            return error_response(401, message, code="signed_out")
        return redirect_to_login(request.get_full_path())
    membership = (
        Membership.objects.select_related("tenant", "user")
        .filter(user=request.user, tenant__slug=slug)
        .first()
    )
    if membership is None:
        if visit := open_visit(request.user, slug):
            return _as_support(request, visit, get_response)
        callers.forget(request)
        return _at_new_address(request, slug)
    request.membership = membership
    _set_tenant(request, membership.tenant)
    if asked := workspace_idle.ask_if_idle(request, membership.tenant):
        return asked
    members.note_seen(membership)
    with in_tenant(membership.tenant):
        return get_response(request)


def _as_support(request: RoutedRequest, visit: SupportVisit, get_response: View) -> HttpResponse:
    request.support_visit, request.membership = visit, looking.as_admin(visit)
    _set_tenant(request, visit.tenant)
    if refusal := looking.refuse_writing(request):
        return refusal
    with in_tenant(visit.tenant):
        return looking.shown(request, visit, get_response(request))


def _at_new_address(request: RoutedRequest, slug: str) -> HttpResponse:
    """Lead a member from an address that the workspace had to the one that it has now, with the
    method and the body. Raises Http404 for everybody else."""
    mine = FormerSlug.objects.live().filter(slug=slug, tenant__memberships__user=request.user.pk)
    now = mine.order_by("-until").values_list("tenant__slug", flat=True).first()
    if now is None:
        raise Http404
    rest = request.get_full_path().split("/", 3)[3]
    return HttpResponseRedirect(f"/w/{now}/{rest}", preserve_request=True)


def _with_token(request: RoutedRequest, get_response: View) -> HttpResponse:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if not text:
        # ElevenLabs' clients send the token in this header.
        scheme, text = "bearer", request.headers.get("xi-api-key", "")
    if scheme.lower() != "bearer" or not text:
        return _unauthorised(_("Send a token in the header “Authorization: Bearer …”."))
    try:
        record = tokens.verify(text.strip(), of_web_pages=True)
        tokens.check_network(record, client_address(request))
        check_origin(record, request)
    except tokens.InvalidToken as error:
        callers.forget(request)
        address = client_address(request)
        log.warning("token refused: %s, from %s: %s", error.code, address, error)
        return _unauthorised(str(error), error.code)
    tokens.note_use(record)
    request.api_token = record
    _set_tenant(request, record.tenant)
    with in_tenant(record.tenant):
        response = get_response(request)
    patch_vary_headers(response, ["Authorization", "xi-api-key"])
    return response


def _set_tenant(request: RoutedRequest, tenant: Tenant) -> None:
    request.tenant = tenant
    request.limits = cast(Limits, SimpleLazyObject(lambda: limits_of(tenant)))
    name_tenant(tenant.slug)
    callers.remember(request, tenant)


def _unauthorised(message: str, code: str = "invalid_api_key") -> HttpResponse:
    response = error_response(401, message, code=code)
    response["WWW-Authenticate"] = "Bearer"
    return response
