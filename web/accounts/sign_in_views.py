"""Signing up, in and out: django-allauth's steps on our pages."""

from allauth.account import views as allauth
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse

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


class SignOut(LogoutView):
    """End the session, and have the browser forget what it keeps of these pages."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response
