"""The page of API tokens: members make and revoke their own, admins those of the workspace, too."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import tokens
from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from activity.who import Origin
from synthesis.voice_choice import example_voice
from tenants.refusal import Refused
from web.accounts.forms import TokenForm
from web.connect.addresses import values
from web.connect.programs import CODE
from web.connect.views import NO_TOKEN


@require_GET
def api_tokens(request: TenantRequest, slug: str) -> HttpResponse:
    """The member's own tokens; for admins, all of the workspace."""
    return _page(request, TokenForm(membership=request.membership))


@require_POST
@never_cache
def issue_token(request: TenantRequest, slug: str) -> HttpResponse:
    """Make a token, and show it this once."""
    form = TokenForm(request.POST, membership=request.membership)
    if not form.is_valid():
        return _page(request, form)
    data = form.cleaned_data
    try:
        record, text = tokens.issue(
            tenant=request.tenant,
            name=data["name"],
            kind=data["kind"],
            by=request.membership,
            lifetime=timedelta(days=data["days"]),
            scopes=data["scopes"],
            allowed_networks=data["networks"],
            allowed_origins=data["origins"],
            origin=Origin.of(request),
        )
    except Refused as refusal:
        form.add_error(refusal.param if refusal.param in form.fields else None, str(refusal))
        return _page(request, form)
    new = TokenForm(membership=request.membership)
    return _page(request, new, issued=record, issued_text=text)


@allowed_while_suspended
@require_POST
def revoke_token(request: TenantRequest, slug: str, token_id: UUID) -> HttpResponse:
    """Revoke a token, at once."""
    record = get_object_or_404(tokens.visible_to(request.membership), id=token_id)
    tokens.revoke(record, by=actor_of(request))
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": record.name})
    return redirect("workspace:tokens", slug=slug)


def _page(
    request: TenantRequest, form: TokenForm, *, issued_text: str = "", **extra: Any
) -> HttpResponse:
    filled = values(request, request.tenant, token=issued_text or NO_TOKEN, voice=example_voice())
    context = {
        "form": form,
        "tokens": tokens.visible_to(request.membership).select_related("created_by"),
        "programs": [each.filled(filled) for each in CODE],
        "issued_text": issued_text,
        **extra,
    }
    return render(request, "accounts/tokens.html", context)
