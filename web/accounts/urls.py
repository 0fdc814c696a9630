from django.urls import path

from accounts.rate_limits import (
    CODE,
    EMAIL_CHANGE,
    INVITE,
    JOIN,
    PASSWORD_CHANGE,
    PASSWORD_NEW,
    PASSWORD_RESET,
    REAUTHENTICATION,
    SIGN_IN,
    SIGN_UP,
    WORK,
    WORKSPACE,
    page_limited,
    person,
)
from web.accounts import (
    account_views,
    device_views,
    email_views,
    factor_urls,
    invitation_views,
    members_views,
    password_views,
    sign_in_views,
    token_views,
    views,
)

public = [
    path("", views.welcome, name="welcome"),
    path("account/", account_views.account, name="account"),
    path("account/delete", account_views.delete_account, name="delete-account"),
    path(
        "account/email",
        page_limited("email", EMAIL_CHANGE, account=person)(email_views.change_email),
        name="change-email",
    ),
    path("account/sessions", device_views.sessions, name="sessions"),
    path("account/sessions/<int:device_id>/delete", device_views.end_session, name="end-session"),
    path("account/sessions/end-others", device_views.end_others, name="end-other-sessions"),
    path(
        "account/reauthenticate",
        page_limited("reauthentication", REAUTHENTICATION, account=person)(
            password_views.reauthenticate
        ),
        name="reauthenticate",
    ),
    path("home", page_limited("workspace", WORKSPACE)(views.home), name="home"),
    path(
        "sign-up",
        page_limited("sign-up", SIGN_UP, account="email", or_work=True)(
            sign_in_views.SignUp.as_view()
        ),
        name="sign-up",
    ),
    path(
        "sign-up/code",
        page_limited("code", CODE)(sign_in_views.EmailCode.as_view()),
        name="email-code",
    ),
    path(
        "sign-in",
        page_limited("sign-in", SIGN_IN, account="login", or_work=True)(
            sign_in_views.SignIn.as_view()
        ),
        name="sign-in",
    ),
    path(
        "invitation",
        page_limited("join", JOIN)(invitation_views.invitation),
        name="invitation",
    ),
    path(
        "sign-in/more-attempts",
        page_limited("work", WORK)(sign_in_views.too_many_attempts),
        name="more-attempts",
    ),
    path("sign-out", sign_in_views.SignOut.as_view(), name="sign-out"),
    path(
        "password",
        page_limited("password", PASSWORD_RESET, account="email", or_work=True)(
            password_views.ForgottenPassword.as_view()
        ),
        name="password-reset",
    ),
    path("password/sent", password_views.LinkSent.as_view(), name="password-sent"),
    path(
        "password/change",
        page_limited("password-change", PASSWORD_CHANGE)(password_views.change_password),
        name="password-change",
    ),
    path(
        "password/set",
        page_limited("password-change", PASSWORD_CHANGE)(password_views.set_password),
        name="password-set",
    ),
    path(
        "password/<uidb36>/<key>",
        page_limited("password-new", PASSWORD_NEW)(password_views.NewPassword.as_view()),
        name="password-new",
    ),
    *factor_urls.public,
]

# By which names django-allauth looks for these pages.
OF_ALLAUTH = {
    **factor_urls.OF_ALLAUTH,
    "change-email": "account_email",
    "sign-up": "account_signup",
    "sign-in": "account_login",
    "sign-out": "account_logout",
    "reauthenticate": "account_reauthenticate",
    "email-code": "account_email_verification_sent",
    "password-reset": "account_reset_password",
    "password-change": "account_change_password",
    "password-set": "account_set_password",
    "password-new": "account_reset_password_from_key",
}
allauth_names = [
    path(str(page.pattern), page.callback, name=OF_ALLAUTH[page.name])
    for page in public
    if page.name in OF_ALLAUTH
]

pages = [
    path("members/", members_views.members, name="members"),
    path(
        "members/invite",
        page_limited("invite", INVITE)(members_views.invite),
        name="invite-member",
    ),
    path(
        "members/invitations/<uuid:invitation_id>/send",
        members_views.resend_invitation,
        name="resend-invitation",
    ),
    path(
        "members/invitations/<uuid:invitation_id>/delete",
        members_views.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("members/leave", members_views.leave, name="leave-workspace"),
    path("members/<int:member_id>/role", members_views.change_role, name="member-role"),
    path("members/<int:member_id>/delete", members_views.remove_member, name="remove-member"),
    path("tokens/", token_views.api_tokens, name="tokens"),
    path("tokens/new", token_views.issue_token, name="issue-token"),
    path("tokens/<uuid:token_id>/revoke", token_views.revoke_token, name="revoke-token"),
]
