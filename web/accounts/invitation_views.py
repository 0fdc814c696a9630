"""The page that the link of an invitation leads to."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.joining import invitations
from accounts.models import Invitation, Membership, User
from activity.who import Origin
from tenants.refusal import Refused
from web.accounts.forms import JoinForm


@require_http_methods(["GET", "POST"])
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """Accept an invitation, as somebody who is signed in, or by opening an account first."""
    try:
        invitation = invitations.read(request.GET.get("token", ""))
        if isinstance(request.user, User):
            return _of_signed_in(request, invitation, request.user)
        if User.objects.filter(email__iexact=invitation.email).exists():
            return _shown(request, invitation, "sign-in")
        return _of_newcomer(request, invitation)
    except Refused as refusal:
        context = {"title": _("Invitation"), "message": str(refusal)}
        return render(request, "error.html", context, status=refusal.status)


def _of_signed_in(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    if user.email.lower() != invitation.email.lower():
        return _shown(request, invitation, "other", status=403)
    if request.method == "GET":
        return _shown(request, invitation, "accept")
    return _welcome(
        request, invitations.accept(invitation=invitation, user=user, origin=Origin.of(request))
    )


def _of_newcomer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership = invitations.accept_as_new(
                invitation=invitation,
                **form.cleaned_data,
                language=get_language() or "",
                origin=Origin.of(request),
            )
        except Refused as refusal:
            if refusal.param not in form.fields:
                raise
            form.add_error(refusal.param, str(refusal))
        else:
            messages.success(request, _welcoming(membership))
            # A link that was copied from the page of members doesn't prove whose address it is:
            # then, where mails are sent, a code is asked for.
            return perform_login(
                request, membership.user, redirect_url=_home_of(membership), signup=True
            )
    return _shown(request, invitation, "join", form=form, status=422 if form.errors else 200)


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    messages.success(request, _welcoming(membership))
    return redirect(_home_of(membership))


def _welcoming(membership: Membership) -> str:
    return _("Welcome to %(name)s.") % {"name": membership.tenant.name}


def _home_of(membership: Membership) -> str:
    return reverse("workspace:home", kwargs={"slug": membership.tenant.slug})


def _shown(
    request: HttpRequest,
    invitation: Invitation,
    step: str,
    *,
    form: JoinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"invitation": invitation, "step": step, "form": form}
    return render(request, "accounts/invitation.html", context, status=status)
