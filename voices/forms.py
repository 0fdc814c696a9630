from django import forms
from django.utils.translation import gettext_lazy as _

from voices.services import MAX_NAME


class VoiceForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the voice"),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    recording = forms.FileField(
        label=_("Recording"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "audio/*,video/webm,.m4a"}),
    )
