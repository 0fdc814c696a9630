"""Addresses of second factors, and the names by which django-allauth looks for them."""

from django.urls import path

from accounts.rate_limits import (
    PASSKEY,
    REAUTHENTICATION,
    SECOND_FACTOR,
    page_limited,
    person,
)
from accounts.sign_in.second_factors import halfway
from web.accounts import factor_views as views

_again = page_limited("reauthentication", REAUTHENTICATION, account=person)

public = [
    path(
        "sign-in/second-factor",
        page_limited("second-factor", SECOND_FACTOR, account=halfway)(views.SecondFactor.as_view()),
        name="second-factor-asked",
    ),
    path(
        "sign-in/passkey",
        page_limited("passkey", PASSKEY)(views.PasskeySignIn.as_view()),
        name="passkey-sign-in",
    ),
    path("account/reauthenticate/code", _again(views.code_again), name="code-again"),
    path("account/reauthenticate/passkey", _again(views.passkey_again), name="passkey-again"),
    path("account/second-factor", views.factors, name="second-factor"),
    path("account/second-factor/app", _again(views.app_on), name="app-on"),
    path("account/second-factor/app/delete", views.app_off, name="app-off"),
    path("account/second-factor/codes", views.recovery_codes, name="recovery-codes"),
    path("account/second-factor/codes/new", views.new_recovery_codes, name="new-recovery-codes"),
    path("account/passkeys/new", views.new_passkey, name="new-passkey"),
    path("account/passkeys/<int:pk>", views.passkey_name, name="passkey-name"),
    path("account/passkeys/<int:pk>/delete", views.passkey_off, name="passkey-off"),
]

OF_ALLAUTH = {
    "second-factor-asked": "mfa_authenticate",
    "passkey-sign-in": "mfa_login_webauthn",
    "code-again": "mfa_reauthenticate",
    "passkey-again": "mfa_reauthenticate_webauthn",
    "second-factor": "mfa_index",
    "app-on": "mfa_activate_totp",
    "app-off": "mfa_deactivate_totp",
    "recovery-codes": "mfa_view_recovery_codes",
}
