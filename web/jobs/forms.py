from django import forms
from django.utils.translation import gettext_lazy as _

from synthesis.text import MAX_SEGMENT
from web.tone.forms import ToneForm


class SentenceForm(forms.Form):
    text = forms.CharField(
        label=_("Sentence"), max_length=MAX_SEGMENT, widget=forms.Textarea(attrs={"rows": 4})
    )


class StudioForm(ToneForm):
    model = forms.CharField(label=_("Model"), max_length=30, required=False)
    voice = forms.CharField(label=_("Voice"), max_length=60)
    mood = forms.CharField(label=_("Mood"), max_length=20, required=False)
    text = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def clean_text(self) -> str:
        """The text with LF line breaks: browsers send CR LF, which would count twice."""
        return self.cleaned_data["text"].replace("\r\n", "\n")
