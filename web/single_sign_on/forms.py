from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from single_sign_on.models import IdentityProvider


class OrganisationForm(forms.Form):
    """Whose sign-in somebody wants to use; the domain of their address says it."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class ProviderForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        help_text=_("People see it, such as “School account”."),
    )
    issuer = forms.URLField(
        label=_("Issuer"),
        max_length=500,
        assume_scheme="https",
        help_text=_(
            "Microsoft: https://login.microsoftonline.com/<tenant id>/v2.0, "
            "Google: https://accounts.google.com"
        ),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=300)
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, provider: IdentityProvider | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if provider is not None:
            self.initial = {
                "name": provider.name,
                "issuer": provider.issuer,
                "client_id": provider.client_id,
                **self.initial,
            }
            self.fields["secret"].help_text = _("Empty: the one that is there.")


class DomainForm(forms.Form):
    domain = forms.CharField(
        label=_("Domain"),
        max_length=254,
        widget=forms.TextInput(attrs={"placeholder": "school.org", "autocomplete": "off"}),
    )
