from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import services, signing_keys, tokens
from accounts.access import admins_only
from accounts.models import ApiToken
from accounts.request import TenantRequest, signed_in
from accounts.suspension import allowed_while_suspended
from synthesis.voice_choice import example_voice
from tenants.refusal import Refused
from web.accounts.forms import SignUpForm, TokenForm
from web.public.views import revalidated


@revalidated
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """What Lectern is, for people who are not signed in."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    return render(request, "accounts/welcome.html")


@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Open an account with a workspace, and redirect to it."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership = services.sign_up(**form.cleaned_data, language=get_language() or "")
        except Refused as refusal:
            form.add_error(refusal.param, str(refusal))
        else:
            login(request, membership.user)
            return redirect("workspace:home", slug=membership.tenant.slug)
    status = 422 if form.errors else 200
    return render(request, "accounts/sign_up.html", {"form": form}, status=status)


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Redirect to the person's workspace, or let them choose one of several. An operator without
    one goes to the operator's pages."""
    user = signed_in(request)
    memberships = list(user.memberships.select_related("tenant").order_by("tenant__name"))
    if not memberships and user.is_staff:
        return redirect("admin:index")
    if len(memberships) == 1:
        return redirect("workspace:home", slug=memberships[0].tenant.slug)
    return render(request, "accounts/choose_workspace.html", {"memberships": memberships})


@require_GET
@admins_only
def api_tokens(request: TenantRequest, slug: str) -> HttpResponse:
    """The workspace's tokens."""
    return _tokens_page(request, TokenForm())


@require_POST
@admins_only
@never_cache
def issue_token(request: TenantRequest, slug: str) -> HttpResponse:
    """Make a token, and show it this once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _tokens_page(request, form)
    data = form.cleaned_data
    record, text = tokens.issue(
        tenant=request.tenant,
        name=data["name"],
        created_by=request.user,
        lifetime=timedelta(days=data["days"]),
        scopes=data["scopes"],
        allowed_networks=data["networks"],
    )
    return _tokens_page(request, TokenForm(), issued=record, issued_text=text)


@allowed_while_suspended
@require_POST
@admins_only
def revoke_token(request: TenantRequest, slug: str, token_id: UUID) -> HttpResponse:
    """Revoke a token, at once."""
    record = get_object_or_404(ApiToken, id=token_id, tenant=request.tenant)
    tokens.revoke(record)
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": record.name})
    return redirect("workspace:tokens", slug=slug)


@require_GET
def jwks(request: HttpRequest) -> JsonResponse:
    """The public keys that tokens are signed with, as a JSON Web Key Set (RFC 7517)."""
    response = JsonResponse({"keys": signing_keys.public_keys()})
    response["Cache-Control"] = "public, max-age=300"
    return response


def _tokens_page(request: TenantRequest, form: TokenForm, **extra: Any) -> HttpResponse:
    records = request.tenant.api_tokens.select_related("created_by")
    context = {
        "form": form,
        "tokens": records,
        "example_voice": example_voice(),
        "base_url": request.build_absolute_uri("/v1"),
        **extra,
    }
    return render(request, "accounts/tokens.html", context)
