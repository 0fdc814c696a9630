from django import forms
from django.utils.translation import gettext_lazy as _

from synthesis.services import MAX_SPEED, MIN_SPEED


class StudioForm(forms.Form):
    voice = forms.CharField(label=_("Voice"), max_length=60)
    text = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "autofocus": True}),
    )
    speed = forms.FloatField(
        label=_("Speed"), initial=1.0, min_value=MIN_SPEED, max_value=MAX_SPEED
    )
