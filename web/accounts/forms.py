from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.tokens import DEFAULT_SCOPES, Kind, networks, scopes_of_role
from tenants.refusal import Refused


def _name(**attrs: bool) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "name", **attrs})
    return forms.CharField(label=_("Your name"), max_length=100, widget=widget)


def _new_password() -> forms.CharField:
    return forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        help_text=_("At least 10 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class SignUpForm(forms.Form):
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )
    name = _name()
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = _new_password()
    # Where the quota's day begins and ends; the browser says it (static/js/time_zone.js).
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_time_zone(self) -> str:
        zone = self.cleaned_data["time_zone"]
        return zone if zone in available_timezones() else "UTC"


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
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


class SignInForm(AuthenticationForm):
    username = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


SCOPE_CHOICES = [
    ("speech", _("Speak, and read jobs and their audio")),
    ("voices:read", _("Read voices")),
    ("voices:write", _("Make and delete voices")),
    ("lessons:read", _("Read and hear the lessons that are shared")),
    ("lessons:write", _("Make, change and delete lessons")),
    ("usage:read", _("Read usage")),
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

    def clean_networks(self) -> list[str]:
        try:
            return networks(self.cleaned_data["networks"].replace(",", "\n").split())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
