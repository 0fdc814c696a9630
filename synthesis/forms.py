from django import forms
from django.utils.translation import gettext_lazy as _

from synthesis.services import MAX_SPEED, MIN_SPEED


class StudioForm(forms.Form):
    model = forms.CharField(label=_("Model"), max_length=30, required=False)
    voice = forms.CharField(label=_("Voice"), max_length=60)
    text = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    speed = forms.FloatField(
        label=_("Speed"),
        initial=1.0,
        min_value=MIN_SPEED,
        max_value=MAX_SPEED,
        widget=forms.NumberInput(attrs={"type": "range", "step": "0.05"}),
    )

    def clean_text(self) -> str:
        """Browsers send a line break as two characters; it counts as the one that was typed."""
        return self.cleaned_data["text"].replace("\r\n", "\n")
