from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User

LANGUAGES_BY_THEMSELVES = {"en": "English", "zh-hans": "简体中文"}
"""A language is named in itself: who looks for it may read no other."""


def zones() -> list[str]:
    """The names of time zones that people choose from, as the browser names them."""
    return sorted(zone for zone in available_timezones() if "/" in zone and zone[:4] != "Etc/")


def zone_choices(empty: str | None = None) -> list[tuple[str, str]]:
    """Choices of a time zone, with UTC; first, if given, what none stands for."""
    first = [] if empty is None else [("", empty)]
    return [*first, ("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones())]


def language_choices(empty: str | None = None) -> list[tuple[str, str]]:
    """Choices of a language; first, if given, what none stands for."""
    first = [] if empty is None else [("", empty)]
    return [*first, *((code, LANGUAGES_BY_THEMSELVES[code]) for code, _name in settings.LANGUAGES)]


def choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    """Let the field's value be one of these."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for mypy)
    field.choices = choices


class ProfileForm(forms.Form):
    """What a person is called, and how pages are shown to them."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of pages and mails"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone of times on pages"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = language_choices(_("As the browser asks for it"))
        choose(self.fields["language"], languages)
        choose(self.fields["time_zone"], zone_choices(_("As the device is set")))


class DeleteAccountForm(forms.Form):
    """What somebody types to delete their account: their e-mail address."""

    email = forms.CharField(
        label=gettext_lazy("Your e-mail address, to be sure"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """The address, which must be the person's."""
        email = self.cleaned_data["email"].strip().lower()
        if email != self.user.email.lower():
            raise forms.ValidationError(_("This is not your e-mail address."))
        return email
