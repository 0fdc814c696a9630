from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    BaseSignupForm,
    ConfirmEmailVerificationCodeForm,
    LoginForm,
    SignupForm,
)
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.joining import opening, trials
from accounts.models import Membership, User
from accounts.tokens import DEFAULT_SCOPES, Kind, networks, scopes_of_role
from accounts.web_pages.origins import origins
from tenants.refusal import Refused
from web.accounts.password_forms import own_password


def _name(**attrs: bool) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "name", **attrs})
    return forms.CharField(label=_("Your name"), max_length=100, widget=widget)


def _email(autocomplete: str, **attrs: bool) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": autocomplete, **attrs})
    return forms.EmailField(label=_("E-mail"), max_length=254, widget=widget)


def _new_password() -> forms.CharField:
    # Whether it is strong enough is said by accounts.services.
    return forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        help_text=_("At least 10 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def code_field(label: Any) -> forms.CharField:
    """A code of some digits, which browsers offer to fill in."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs))


class WorkspaceForm(forms.Form):
    """The name of a new workspace, for somebody who has an account."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )
    # Where the quota's day begins and ends; the browser says it (static/js/time_zone.js).
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_time_zone(self) -> str:
        return opening.known_time_zone(self.cleaned_data["time_zone"])


class SignUpForm(WorkspaceForm, SignupForm):
    """An account and the name of its workspace, which is opened once the address is verified."""

    field_order = ("organisation", "name", "email", "password1", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name()
        self.fields["email"] = _email("email")
        self.fields["password1"] = _new_password()
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """For an address that has an account, check and hash the password as for a new one: the
        answer is the same, and takes as long."""
        # Not that of django-allauth's form, which would check the password twice.
        data = BaseSignupForm.clean(self)
        if "email" in data:
            try:
                trials.check_address(data["email"])
            except Refused as refusal:
                self.add_error("email", str(refusal))
        if self.account_already_exists and not self.errors:
            try:
                same = User(email=data["email"], name=data["name"])
                services.check_password(data["password1"], user=same)
            except Refused as refusal:
                self.add_error("password1", str(refusal))
        return data

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Called by django-allauth: the new person, or an answer where the address has an account.

        Raises Refused.
        """
        data = self.cleaned_data
        if self.account_already_exists:
            User().set_password(data["password1"])
        user, answer = super().try_save(request)
        opening.plan(
            request,
            email=data["email"],
            organisation=data["organisation"],
            time_zone=data["time_zone"],
        )
        return user, answer

    def save(self, request: HttpRequest) -> User:
        """Called by django-allauth for an address without an account. Raises Refused."""
        return services.open_account(
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            password=self.cleaned_data["password1"],
            language=get_language() or "",
            verified=False,
        )


class NewEmailForm(AddEmailForm):
    """Another address, for somebody who is signed in. It may be somebody else's: who has its mails
    gets the code."""

    email = _email("email", autofocus=True)


class EmailCodeForm(ConfirmEmailVerificationCodeForm):
    """The code that was mailed to an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("Code from the mail"))


class InviteForm(forms.Form):
    email = _email("off")
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Membership.Role.MEMBER, _("Member (voices and audio)")),
            (Membership.Role.ADMIN, _("Admin (settings, too)")),
        ],
        initial=Membership.Role.MEMBER,
    )


class JoinForm(forms.Form):
    """Somebody who was invited and has no account yet; their e-mail address is known."""

    name = _name(autofocus=True)
    password = _new_password()


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _email("username", autofocus=True)
        self.fields["password"] = own_password(_("Password"))

    def clean_login(self) -> str:
        """The address, as accounts have it."""
        return self.cleaned_data["login"].strip().lower()


SCOPE_CHOICES = [
    ("speech", _("Speak, and read jobs and their audio")),
    ("voices:read", _("Read voices")),
    ("voices:write", _("Make and delete voices")),
    ("lessons:read", _("Read and hear the lessons that are shared")),
    ("lessons:write", _("Make, change and delete lessons")),
    ("usage:read", _("Read usage")),
    ("scim", _("Let a directory add and remove members (SCIM)")),
    ("admin", _("Everything, settings of the workspace included")),
]


class TokenForm(forms.Form):
    """A new token of the member's own or, where an admin wants it, of the workspace."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": _("Lesson importer")}),
    )
    kind = forms.ChoiceField(
        label=_("Whose is it?"),
        choices=[
            (Kind.PERSON, _("Mine: it acts for me, and ends when I leave")),
            (Kind.WORKSPACE, _("The workspace’s: it stays whoever leaves")),
        ],
        initial=Kind.PERSON,
        required=False,
        widget=forms.RadioSelect,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=SCOPE_CHOICES,
        initial=list(DEFAULT_SCOPES),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("How long is it valid?"),
        choices=[
            (7, _("A week")),
            (30, _("30 days")),
            (90, _("90 days")),
            (365, _("A year")),
            (1825, _("Five years")),
        ],
        coerce=int,
        initial=365,
        empty_value=365,  # type: ignore[arg-type]  # the stubs allow a string alone
        required=False,
    )
    networks = forms.CharField(
        label=_("From where may it be used?"),
        required=False,
        max_length=3000,
        help_text=_("Addresses or networks, one a line. Empty: from everywhere."),
        widget=forms.Textarea(
            attrs={"rows": 2, "placeholder": "192.0.2.0/24", "spellcheck": "false"}
        ),
    )

    origins = forms.CharField(
        label=_("Which web pages may use it?"),
        required=False,
        max_length=4000,
        help_text=_(
            "Origins, one per line. The token then works only on pages of these, and only for "
            "speech; everybody who opens such a page can read it. Leave this empty for programs."
        ),
        widget=forms.Textarea(
            attrs={"rows": 2, "placeholder": "https://example.org", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed, scopes = scopes_of_role(membership), self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)  # noqa: S101 (for mypy)
        scopes.choices = [each for each in SCOPE_CHOICES if each[0] in allowed]
        if not membership.is_admin:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {**data, "kind": data.get("kind") or Kind.PERSON}

    def clean_origins(self) -> list[str]:
        try:
            return origins(self.cleaned_data["origins"].replace(",", "\n").split())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_networks(self) -> list[str]:
        try:
            return networks(self.cleaned_data["networks"].replace(",", "\n").split())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
