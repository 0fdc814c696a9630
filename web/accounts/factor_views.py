"""Second factors: apps, passkeys and recovery codes. django-allauth's steps on our pages."""

from typing import Any

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse_lazy

from accounts.sign_in.reauthentication import recently_authenticated

FACTORS = reverse_lazy("accounts:second-factor")


class SecondFactor(base.AuthenticateView):
    """Ask for the second factor of somebody who has given the password."""

    template_name = "accounts/factors/asked.html"


class PasskeySignIn(webauthn.LoginWebAuthnView):
    """Sign in with a passkey alone. GET gives what the browser asks the passkey."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        return JsonResponse({"request_options": begin_authentication(user=None)})


class Factors(base.IndexView):
    """The person's second factors."""

    template_name = "accounts/factors/list.html"


class AppOn(totp.ActivateTOTPView):
    template_name = "accounts/factors/app_on.html"


class AppOff(totp.DeactivateTOTPView):
    template_name = "accounts/factors/app_off.html"
    success_url = FACTORS


class RecoveryCodes(codes.ViewRecoveryCodesView):
    template_name = "accounts/factors/recovery_codes.html"


class NewRecoveryCodes(codes.GenerateRecoveryCodesView):
    template_name = "accounts/factors/recovery_codes_new.html"


class NewPasskey(webauthn.AddWebAuthnView):
    template_name = "accounts/factors/passkey_new.html"


class PasskeyName(webauthn.EditWebAuthnView):
    template_name = "accounts/factors/passkey_name.html"
    success_url = FACTORS


class PasskeyOff(webauthn.RemoveWebAuthnView):
    template_name = "accounts/factors/passkey_off.html"
    success_url = FACTORS


class CodeAgain(base.ReauthenticateView):
    template_name = "accounts/factors/code_again.html"


class PasskeyAgain(webauthn.ReauthenticateWebAuthnView):
    template_name = "accounts/factors/passkey_again.html"


factors = login_required(Factors.as_view())
code_again = login_required(CodeAgain.as_view())
passkey_again = login_required(PasskeyAgain.as_view())
app_on = login_required(recently_authenticated(AppOn.as_view()))
app_off = login_required(recently_authenticated(AppOff.as_view()))
recovery_codes = login_required(recently_authenticated(RecoveryCodes.as_view()))
new_recovery_codes = login_required(recently_authenticated(NewRecoveryCodes.as_view()))
new_passkey = login_required(recently_authenticated(NewPasskey.as_view()))
passkey_name = login_required(recently_authenticated(PasskeyName.as_view()))
passkey_off = login_required(recently_authenticated(PasskeyOff.as_view()))
