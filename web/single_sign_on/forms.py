from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from single_sign_on.models import IdentityProvider
from single_sign_on.saml import theirs


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
        if provider is not None and not provider.is_saml:
            self.initial = {
                "name": provider.name,
                "issuer": provider.issuer,
                "client_id": provider.client_id,
                **self.initial,
            }
            self.fields["secret"].help_text = _("Empty: the one that is there.")


class SamlForm(forms.Form):
    """The metadata say it all; without them, three facts do."""

    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        help_text=_("People see it, such as “School account”."),
    )
    metadata = forms.CharField(
        label=_("Metadata of the identity provider (XML)"),
        max_length=theirs.LONGEST_METADATA,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Paste them here. Without metadata, fill in the three fields below."),
    )
    entity_id = forms.CharField(label=_("Entity ID"), max_length=500, required=False)
    sign_in_address = forms.CharField(
        label=_("Sign-in address"),
        max_length=1000,
        required=False,
        help_text=_("For the binding HTTP-Redirect, such as https://idp.example.org/sso."),
    )
    certificate = forms.CharField(
        label=_("Certificate"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("With which the provider signs, as text (PEM). May be several."),
    )

    def __init__(self, *args: Any, provider: IdentityProvider | None, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "saml", **kwargs})
        if provider is not None and provider.is_saml:
            self.initial = {
                "name": provider.name,
                "entity_id": provider.issuer,
                "sign_in_address": provider.sign_in_address,
                "certificate": theirs.as_pem(provider.certificates.split()),
                **self.initial,
            }

    def described(self) -> theirs.Described:
        """The provider that a valid form tells of. Raises Refused."""
        given = self.cleaned_data
        if given["metadata"].strip():
            return theirs.described_by(given["metadata"])
        return theirs.described(
            entity_id=given["entity_id"],
            sign_in_address=given["sign_in_address"],
            certificate=given["certificate"],
        )


class DomainForm(forms.Form):
    domain = forms.CharField(
        label=_("Domain"),
        max_length=254,
        widget=forms.TextInput(attrs={"placeholder": "school.org", "autocomplete": "off"}),
    )
