from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from webhooks.activity import EVENT


class EndpointForm(forms.Form):
    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://example.org/lectern"}),
    )
    events = forms.MultipleChoiceField(label=_("Events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["events"])
        field.choices = list(settings.WEBHOOK_EVENTS.items())
        # What people do in the workspace is sent where somebody asks for it.
        field.initial = [each for each in settings.WEBHOOK_EVENTS if each != EVENT]
