from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from tenants import profile
from tenants.models import Tenant
from tenants.profile import LONGEST_NAME
from web.accounts.account_forms import choose, language_choices, zone_choices

IDLE = [
    (0, gettext_lazy("After 7 days, as everywhere here")),
    (15, gettext_lazy("After 15 minutes without them")),
    (30, gettext_lazy("After 30 minutes without them")),
    (60, gettext_lazy("After an hour without them")),
    (240, gettext_lazy("After 4 hours without them")),
    (480, gettext_lazy("After 8 hours without them")),
    (1440, gettext_lazy("After a day without them")),
]
"""How long a member may be away, in minutes; 0: as long as the installation allows."""


class GeneralForm(forms.Form):
    """What the workspace is called, its address, and where and in which language it is."""

    name = forms.CharField(
        label=gettext_lazy("Name of the workspace"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("In which the day of the quota begins."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of mails"),
        required=False,
        help_text=gettext_lazy("To people who have not chosen one, as those who are invited."),
    )

    idle_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Ask members again who they are"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("In this workspace alone. What they were typing is kept."),
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        shown = [name for name in self.base_fields if name != "idle_minutes"]
        kwargs["initial"] = {**model_to_dict(tenant, shown), "idle_minutes": tenant.idle_minutes}
        super().__init__(*args, **kwargs)
        days = profile.SLUG_KEPT.days
        self.fields["slug"].help_text = _(
            "The part of the address after /w/. For %(days)s days the former one leads members on. "
            "Links for students, tokens and webhooks stay as they are."
        ) % {"days": days}
        zones = zone_choices()
        if tenant.time_zone not in dict(zones):
            zones.insert(0, (tenant.time_zone, tenant.time_zone))
        minutes = [(str(number), str(said)) for number, said in IDLE]
        if tenant.idle_minutes not in dict(IDLE):
            # A program has set another one.
            said = _("After %(minutes)d minutes without them") % {"minutes": tenant.idle_minutes}
            minutes.append((str(tenant.idle_minutes), said))
        choose(self.fields["idle_minutes"], minutes)
        choose(self.fields["time_zone"], zones)
        choose(self.fields["language"], language_choices(_("All languages")))


class ClosingForm(forms.Form):
    """What an owner types to delete the workspace: its address."""

    slug = forms.CharField(
        label=gettext_lazy("The workspace’s address, to be sure"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        # Another form of the page has a field of this name, too.
        kwargs["auto_id"] = "closing_%s"
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
