from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lti.models import LearningPlatform


class PlatformForm(forms.Form):
    """What Lectern has to know of a learning platform."""

    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("Such as “Moodle”."))
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        help_text=_("Where people open it, such as https://moodle.school.org."),
    )
    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=500,
        help_text=_(
            "Moodle calls it platform ID: its address. "
            "Of hosted Canvas: https://canvas.instructure.com"
        ),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=300)
    deployments = forms.CharField(
        label=_("Deployment IDs"),
        max_length=13_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("One a line."),
    )
    login_address = forms.CharField(
        label=_("Authentication request URL"),
        max_length=1000,
        help_text=_(
            "Moodle: …/mod/lti/auth.php. "
            "Hosted Canvas: https://sso.canvaslms.com/api/lti/authorize_redirect"
        ),
    )
    keys_address = forms.CharField(
        label=_("Public keyset URL"),
        max_length=1000,
        help_text=_(
            "Moodle: …/mod/lti/certs.php. "
            "Hosted Canvas: https://sso.canvaslms.com/api/lti/security/jwks"
        ),
    )

    def __init__(self, *args: Any, platform: LearningPlatform | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if platform is not None:
            self.initial = {
                **{name: getattr(platform, name) for name in self.fields},
                "deployments": "\n".join(platform.deployments),
            }

    def clean_deployments(self) -> list[str]:
        """One a line."""
        return str(self.cleaned_data["deployments"]).splitlines()
