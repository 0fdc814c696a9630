from django.contrib.auth import views as auth_views
from django.urls import path, reverse_lazy

from accounts.rate_limits import JOIN, PASSWORD_RESET, SIGN_IN, SIGN_UP, page_limited
from web.accounts import invitation_views, views
from web.accounts.forms import SignInForm

app_name = "accounts"
urlpatterns = [
    path("", views.welcome, name="welcome"),
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
    path("sign-out", auth_views.LogoutView.as_view(), name="sign-out"),
    path(
        "password",
        page_limited("password", PASSWORD_RESET, account="email")(
            auth_views.PasswordResetView.as_view(
                template_name="accounts/password_reset.html",
                email_template_name="accounts/password_reset_email.txt",
                subject_template_name="accounts/password_reset_subject.txt",
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
        "password/<uidb64>/<token>",
        auth_views.PasswordResetConfirmView.as_view(
            template_name="accounts/password_new.html",
            success_url=reverse_lazy("accounts:home"),
            post_reset_login=True,
        ),
        name="password-new",
    ),
]
