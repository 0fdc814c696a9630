"""Signing up, in and out: django-allauth's steps on our pages."""

from allauth.account import views as allauth
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.sign_in import proof_of_work
from tenants.refusal import Refused
from web.accounts.forms import SignUpForm


class SignUp(allauth.SignupView):
    """Open an account, and a workspace once its address is verified."""

    template_name = "accounts/sign_up.html"

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        """Go on to the code, or sign in where no mails are sent."""
        try:
            return super().form_valid(form)
        except Refused as refusal:
            field = "password1" if refusal.param == "password" else refusal.param
            form.add_error(field, str(refusal))
            return self.form_invalid(form)

    def form_invalid(self, form: SignUpForm) -> HttpResponse:
        """Show what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignIn(allauth.LoginView):
    """Sign in with address and password; django-allauth goes on to what else is asked for."""

    template_name = "accounts/sign_in.html"


class EmailCode(allauth.ConfirmEmailVerificationCodeView):
    """Type the code that was mailed to an address."""

    template_name = "accounts/email_code.html"


@require_POST
def too_many_attempts(request: HttpRequest) -> HttpResponse:
    """Give more attempts for a solved challenge, and lead back to where they had run out."""
    if not proof_of_work.is_solved(request, request.POST.get("solution", "")):
        message = _("The browser's computation was not accepted. Go back, and try again.")
        context = {"title": _("That did not work"), "message": message}
        return render(request, "error.html", context, status=422)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, None) or not back.startswith("/"):
        back = resolve_url("accounts:sign-in")
    response = HttpResponseRedirect(back)
    proof_of_work.give_pass(request, response)
    return response


class SignOut(LogoutView):
    """End the session, and have the browser forget what it keeps of these pages."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response
