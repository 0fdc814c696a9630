"""Settings of accounts: passwords, sign-in (django-allauth), sessions."""

import os
from datetime import timedelta

from config.environment import flag, integer
from config.mail import MAILS_ARE_SENT

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "accounts.sign_in.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.sign_in.passwords.NoContextWords"},
    {"NAME": "accounts.sign_in.breached_passwords.NotBreached"},
]

# A service as https://api.pwnedpasswords.com/range/, which learns five digits of a digest.
BREACHED_PASSWORDS_URL = os.environ.get("LECTERN_BREACHED_PASSWORDS_URL", "")
# Whether the operator's pages open only for people who sign in with a second factor.
OPERATORS_NEED_SECOND_FACTOR = flag(
    "LECTERN_OPERATORS_NEED_SECOND_FACTOR", default=not flag("DEBUG")
)

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "accounts:welcome"
# A person signs in again after so long, or after so long without a request
# (accounts.sign_in.sessions).
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_IDLE_SECONDS = int(timedelta(days=7).total_seconds())

# --- django-allauth -------------------------------------------------------------------------------
ACCOUNT_ADAPTER = "accounts.sign_in.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "web.accounts.forms.SignInForm",
    "signup": "web.accounts.forms.SignUpForm",
    "confirm_email_verification_code": "web.accounts.forms.EmailCodeForm",
    "reauthenticate": "web.accounts.password_forms.OwnPasswordForm",
    "change_password": "web.accounts.password_forms.ChangePasswordForm",
    "set_password": "web.accounts.password_forms.SetPasswordForm",
    "reset_password": "web.accounts.password_forms.ResetForm",
    "reset_password_from_key": "web.accounts.password_forms.NewPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Nobody gets a mail because somebody else has typed an address that has no account.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# For what a stolen session must not do (accounts.sign_in.reauthentication).
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
MFA_ADAPTER = "accounts.sign_in.second_factors.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Lectern"
# A code is good for half a minute before and after, as clocks of phones differ.
MFA_TOTP_TOLERANCE = 1
# Where addresses are verified, nobody is signed in whose address is not.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "web.accounts.factor_forms.SecondFactorForm",
    "reauthenticate": "web.accounts.factor_forms.CodeAgainForm",
    "activate_totp": "web.accounts.factor_forms.AppForm",
    "add_webauthn": "web.accounts.factor_forms.NewPasskeyForm",
    "login_webauthn": "web.accounts.factor_forms.PasskeySignInForm",
    "authenticate_webauthn": "web.accounts.factor_forms.PasskeyForm",
    "reauthenticate_webauthn": "web.accounts.factor_forms.PasskeyAgainForm",
    "edit_webauthn": "web.accounts.factor_forms.PasskeyNameForm",
}
# accounts.rate_limits has the limits, which let people in also while Valkey is away.
ACCOUNT_RATE_LIMITS = False

# An address is verified by a code, before a workspace is opened, wherever mails reach people.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAILS_ARE_SENT else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = MAILS_ARE_SENT
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Workspaces that may be opened on a trial with addresses of one domain in 30 days.
TRIALS_OF_A_DOMAIN = integer("LECTERN_TRIALS_OF_A_DOMAIN", 5)

# --- Sign-in at a workspace's own provider ---
SOCIALACCOUNT_ADAPTER = "single_sign_on.adapter.Adapter"
# The provider speaks for addresses of confirmed domains alone.
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_REQUIRED = True
SOCIALACCOUNT_STORE_TOKENS = False
# Afterwards the provider's own id finds the account, whatever becomes of the address.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
