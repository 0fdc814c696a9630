from django.conf import settings
from django.contrib.auth import views as auth_views
from django.urls import path, reverse_lazy

from accounts.rate_limits import (
    INVITE,
    JOIN,
    PASSWORD_CHANGE,
    PASSWORD_RESET,
    SIGN_IN,
    SIGN_UP,
    page_limited,
)
from web.accounts import (
    account_views,
    invitation_views,
    members_views,
    password_views,
    token_views,
    views,
)
from web.accounts.forms import SignInForm

public = [
    path("", views.welcome, name="welcome"),
    path("account/", account_views.account, name="account"),
    path(
        "account/delete",
        # The form asks for the password.
        page_limited("password-change", PASSWORD_CHANGE)(account_views.delete_account),
        name="delete-account",
    ),
    path("home", views.home, name="home"),
    path(
        "sign-up", page_limited("sign-up", SIGN_UP, account="email")(views.sign_up), name="sign-up"
    ),
    path(
        "sign-in",
        page_limited("sign-in", SIGN_IN, account="username")(
            auth_views.LoginView.as_view(
                template_name="accounts/sign_in.html",
                authentication_form=SignInForm,
                redirect_authenticated_user=True,
            )
        ),
        name="sign-in",
    ),
    path(
        "invitation",
        page_limited("join", JOIN)(invitation_views.invitation),
        name="invitation",
    ),
    path("sign-out", password_views.SignOut.as_view(), name="sign-out"),
    path(
        "password",
        page_limited("password", PASSWORD_RESET, account="email")(
            auth_views.PasswordResetView.as_view(
                form_class=password_views.ResetForm,
                template_name="accounts/password_reset.html",
                email_template_name="accounts/password_reset_email.txt",
                subject_template_name="accounts/password_reset_subject.txt",
                # Not the host of the request: its sender chooses that.
                extra_email_context={"public_url": settings.PUBLIC_URL},
                success_url=reverse_lazy("accounts:password-sent"),
            )
        ),
        name="password-reset",
    ),
    path(
        "password/sent",
        auth_views.PasswordResetDoneView.as_view(template_name="accounts/password_sent.html"),
        name="password-sent",
    ),
    path(
        "password/change",
        page_limited("password-change", PASSWORD_CHANGE)(
            password_views.ChangePassword.as_view(success_url=reverse_lazy("accounts:home"))
        ),
        name="password-change",
    ),
    path(
        "password/<uidb64>/<token>",
        auth_views.PasswordResetConfirmView.as_view(
            template_name="accounts/password_new.html",
            success_url=reverse_lazy("accounts:home"),
            post_reset_login=True,
        ),
        name="password-new",
    ),
]

pages = [
    path("members/", members_views.members, name="members"),
    path(
        "members/invite",
        page_limited("invite", INVITE, account="email")(members_views.invite),
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
