"""The address that a person signs in with, and how it is changed."""

from allauth.account import app_settings
from allauth.account.internal.flows.manage_email import add_email
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.request import signed_in
from accounts.sign_in.reauthentication import recently_authenticated
from web.accounts.forms import NewEmailForm


@require_http_methods(["GET", "POST"])
@login_required
@recently_authenticated
def change_email(request: HttpRequest) -> HttpResponse:
    """Mail a code to the new address; typed, it makes the address that of the account."""
    can_change = app_settings.EMAIL_VERIFICATION_BY_CODE_ENABLED
    form = NewEmailForm(signed_in(request), request.POST or None)
    if request.method == "POST" and can_change and form.is_valid():
        add_email(request, form)
        return redirect("accounts:email-code")
    status = 409 if request.method == "POST" and not can_change else 422 if form.errors else 200
    context = {"form": form, "can_change": can_change}
    return render(request, "accounts/email_change.html", context, status=status)
