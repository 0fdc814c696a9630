"""Signing in at one's organisation, and the page where its admins set that up."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.sign_in.reauthentication import recently_authenticated
from single_sign_on import services
from single_sign_on.models import IdentityProvider
from single_sign_on.saml import ours, theirs
from tenants.refusal import Refused
from web.single_sign_on.forms import DomainForm, OrganisationForm, ProviderForm, SamlForm


@require_http_methods(["GET", "POST"])
@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Lead to the identity provider of the address's organisation."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = services.provider_for(form.cleaned_data["email"])
        if row is not None:
            provider = get_adapter().get_provider(request, str(row.id))
            there = provider.redirect(request, process="login", next_url=_next(request))
            return _go_on(request, row, there)
        message = _("No organisation signs in here with addresses of this domain.")
        form.add_error("email", message)
    status = 422 if form.errors else 200
    context = {"form": form, "next": _next(request)}
    return render(request, "single_sign_on/sign_in.html", context, status=status)


def _next(request: HttpRequest) -> str | None:
    """Where the person wanted to go, if that is here."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if wanted and get_account_adapter(request).is_safe_url(wanted) else None


def _go_on(request: HttpRequest, provider: IdentityProvider, there: HttpResponse) -> HttpResponse:
    """A page that leads on: browsers follow no redirect from a form to an address that the
    policy's form-action does not name, and the providers of all workspaces can't be named there.
    """
    if there.status_code != 302:
        # The provider can't be reached; what to do stands on the page that this leads to.
        return there
    context = {"address": there["Location"], "name": provider.name}
    return render(request, "single_sign_on/go_on.html", context)


@require_GET
@never_cache
def back(request: HttpRequest, provider_id: UUID) -> HttpResponseBase:
    """Where the provider sends people back to."""
    return openid_connect.callback(request, str(provider_id))


@require_GET
@admins_only
def settings(request: TenantRequest, slug: str) -> HttpResponse:
    """The workspace's provider and domains."""
    return _page(request)


@require_POST
@admins_only
@recently_authenticated
def set_provider(request: TenantRequest, slug: str) -> HttpResponse:
    """Have people sign in at another provider, or change what is known of it."""
    form = ProviderForm(request.POST, provider=_provider(request))
    if form.is_valid():
        try:
            services.configure(tenant=request.tenant, by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.param if refusal.param in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("workspace:single-sign-on", slug=slug)
    return _page(request, provider_form=form, status=422)


@require_POST
@admins_only
@recently_authenticated
def set_saml_provider(request: TenantRequest, slug: str) -> HttpResponse:
    """Have people sign in at another SAML provider, or change what is known of it."""
    form = SamlForm(request.POST, provider=_provider(request))
    if form.is_valid():
        try:
            services.configure_saml(
                tenant=request.tenant,
                name=form.cleaned_data["name"],
                described=form.described(),
                by=actor_of(request),
            )
        except Refused as refusal:
            form.add_error(refusal.param if refusal.param in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("workspace:single-sign-on", slug=slug)
    return _page(request, saml_form=form, status=422)


@require_POST
@admins_only
@recently_authenticated
def remove_provider(request: TenantRequest, slug: str) -> HttpResponse:
    """Let nobody sign in at the provider any more."""
    services.remove(tenant=request.tenant, by=actor_of(request))
    messages.success(request, _("Nobody signs in there any more."))
    return redirect("workspace:single-sign-on", slug=slug)


@require_POST
@admins_only
@recently_authenticated
def claim_domain(request: TenantRequest, slug: str) -> HttpResponse:
    """Add a domain, which the operator has to confirm."""
    form = DomainForm(request.POST)
    if form.is_valid():
        try:
            services.claim(
                tenant=request.tenant, domain=form.cleaned_data["domain"], by=actor_of(request)
            )
        except Refused as refusal:
            form.add_error("domain", str(refusal))
        else:
            return redirect("workspace:single-sign-on", slug=slug)
    return _page(request, domain_form=form, status=422)


@require_POST
@admins_only
@recently_authenticated
def drop_domain(request: TenantRequest, slug: str, domain_id: int) -> HttpResponse:
    """Take a domain away."""
    services.drop(tenant=request.tenant, domain_id=domain_id, by=actor_of(request))
    return redirect("workspace:single-sign-on", slug=slug)


def _provider(request: TenantRequest) -> IdentityProvider | None:
    return IdentityProvider.objects.filter(tenant=request.tenant).first()


def _page(request: TenantRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    provider, tenant = _provider(request), request.tenant
    context = {
        "provider": provider,
        "back": request.build_absolute_uri(reverse("openid_connect_callback", args=[provider.id]))
        if provider and not provider.is_saml
        else "",
        "entity_id": ours.entity_id(tenant),
        "acs": ours.acs_url(tenant),
        "metadata": ours.metadata(tenant).decode(),
        "certificates": [theirs.ends_at(each) for each in provider.certificates.split()]
        if provider
        else [],
        "scim": request.build_absolute_uri("/v1/scim/v2"),
        "domains": tenant.sign_in_domains.all(),
        "provider_form": ProviderForm(provider=provider),
        "saml_form": SamlForm(provider=provider),
        "domain_form": DomainForm(),
        **forms,
    }
    return render(request, "single_sign_on/settings.html", context, status=status)
