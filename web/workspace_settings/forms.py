from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership


class ClosingForm(forms.Form):
    """What an owner types to delete the workspace: its address, and their own password."""

    slug = forms.CharField(
        label=gettext_lazy("The workspace’s address, to be sure"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        shown = {"slug": membership.tenant.slug}
        self.fields["slug"].help_text = _("Type: %(slug)s") % shown

    def clean_slug(self) -> str:
        """The address, which must be this workspace's."""
        slug = self.cleaned_data["slug"].strip()
        if slug != self.membership.tenant.slug:
            raise forms.ValidationError(_("This is not the address of this workspace."))
        return slug

    def clean_password(self) -> str:
        """The password, which must be the person's."""
        password = self.cleaned_data["password"]
        if not self.membership.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password
