"""A person's own account: what they are called, and its end."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Membership, User
from accounts.people import account_deletion
from accounts.request import signed_in
from accounts.sign_in.reauthentication import recently_authenticated
from activity.who import Origin
from lessons.models import Lesson
from tenants.context import in_tenant
from tenants.refusal import Refused
from voices.models import Voice
from web.accounts.account_forms import DeleteAccountForm, ProfileForm

SHOWN = ("name", "language", "time_zone")


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes from a workspace with somebody's account."""

    membership: Membership
    voices: int
    drafts: int


@require_http_methods(["GET", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """The person's name, language and time zone, and where the rest of the account is."""
    user = signed_in(request)
    form = ProfileForm(request.POST or None, initial=model_to_dict(user, SHOWN))
    if request.method == "POST" and form.is_valid():
        User.objects.filter(id=user.id).update(**form.cleaned_data)
        # In the language that was just chosen.
        with override(form.cleaned_data["language"] or get_language()):
            messages.success(request, _("Saved."))
        return redirect("accounts:account")
    memberships = user.memberships.select_related("tenant").order_by("tenant__name")
    context = {"form": form, "memberships": memberships}
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
@recently_authenticated
def delete_account(request: HttpRequest) -> HttpResponse:
    """Say what would go with the account, and delete it."""
    user = signed_in(request)
    form = DeleteAccountForm(request.POST or None, user=user)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            account_deletion.delete_account(user=user, origin=Origin.of(request))
        except Refused as refusal:
            refused = str(refusal)
        else:
            logout(request)
            response = render(request, "accounts/account_deleted.html")
            response["Clear-Site-Data"] = '"cache", "storage"'
            return response
    context = {
        "form": form,
        "refused": refused,
        "held": account_deletion.held_by(user),
        "leaving": [_leaving(membership) for membership in _memberships(user)],
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "accounts/account_delete.html", context, status=status)


def _memberships(user: User) -> list[Membership]:
    return list(user.memberships.select_related("tenant").order_by("tenant__name"))


def _leaving(membership: Membership) -> Leaving:
    with in_tenant(membership.tenant):
        drafts = Lesson.objects.filter(author=membership.user_id, access=Lesson.Access.PRIVATE)
        voices = Voice.objects.filter(speaker=membership.user_id)
        return Leaving(membership, voices.count(), drafts.count())
