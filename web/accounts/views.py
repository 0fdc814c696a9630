from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import signing_keys
from accounts.joining import opening
from accounts.request import signed_in
from activity.who import Origin
from tenants.refusal import Refused
from web.accounts.forms import WorkspaceForm
from web.public.views import revalidated


@revalidated
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """What Lectern is, for people who are not signed in."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    return render(request, "accounts/welcome.html")


@require_http_methods(["GET", "POST"])
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Redirect to the person's workspace, or let them choose one of several, or open their first.
    An operator without one goes to the operator's pages."""
    user = signed_in(request)
    memberships = list(user.memberships.select_related("tenant").order_by("tenant__name"))
    if not memberships and user.is_staff:
        return redirect("operator")
    if len(memberships) == 1:
        return redirect("workspace:home", slug=memberships[0].tenant.slug)
    if memberships:
        return render(request, "accounts/choose_workspace.html", {"memberships": memberships})
    form = WorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = opening.open_own(user=user, **form.cleaned_data, origin=Origin.of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workspace:home", slug=opened.tenant.slug)
    status = 422 if form.errors else 200
    return render(request, "accounts/first_workspace.html", {"form": form}, status=status)


@require_GET
def jwks(request: HttpRequest) -> JsonResponse:
    """The public keys that tokens are signed with, as a JSON Web Key Set (RFC 7517)."""
    response = JsonResponse({"keys": signing_keys.public_keys()})
    response["Cache-Control"] = "public, max-age=300"
    return response
