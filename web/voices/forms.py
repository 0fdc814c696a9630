from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voices.consents import MAX_PERSON
from voices.models import Language, Mood, Voice
from voices.services import MAX_NAME
from voices.takes import MAX_TRANSCRIPT


class RecordingForm(forms.Form):
    """A recording of a voice that holds consent already."""

    mood = forms.ChoiceField(
        label=_("Mood"),
        choices=Mood.choices,
        initial=Mood.NEUTRAL,
        help_text=_("How it is spoken. Texts can be read in a mood that there is a recording of."),
    )
    recording = forms.FileField(
        label=_("Recording"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "audio/*,video/webm,.m4a"}),
    )


class ReadingForm(RecordingForm):
    """A recording of the consent statement."""

    mood = None  # type: ignore[assignment]  # leaves the field out, by Django's documentation
    person = forms.CharField(
        label=_("Who speaks?"),
        max_length=MAX_PERSON,
        help_text=_("The name as it is read in the statement below."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the statement"), choices=Language.choices)
    own_voice = forms.BooleanField(
        label=_("This is my own voice"),
        required=False,
        help_text=_("It is deleted when you leave this workspace."),
    )
    speaker_email = forms.EmailField(
        label=_("Else: the speaker’s e-mail"),
        required=False,
        max_length=254,
        help_text=_(
            "They are asked whether it is their voice: members in their inbox, others by mail. "
            "Until they confirm it can’t be used."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    release = forms.CharField(required=False, max_length=64)
    ticket = forms.CharField(widget=forms.HiddenInput())


class VoiceForm(ReadingForm):
    """A new voice, from one reading of the statement."""

    name = forms.CharField(
        label=_("Name of the voice"),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contract = forms.BooleanField(
        label=_("We hold this person's signed consent; the recording may be of any text."),
        required=False,
    )


class SharingForm(forms.Form):
    """Who may use a voice; `members` are the others of the workspace, by id and name."""

    usable_by = forms.ChoiceField(
        label=_("Who may use this voice?"),
        choices=Voice.UsableBy.choices,
        widget=forms.RadioSelect,
    )
    users = forms.TypedMultipleChoiceField(
        label=_("These people"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        members: Sequence[tuple[int, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["users"].choices = members  # type: ignore[attr-defined]  # of a choice field


class TranscriptForm(forms.Form):
    transcript = forms.CharField(
        label=_("What is said"),
        max_length=MAX_TRANSCRIPT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PolicyForm(forms.Form):
    keep_originals = forms.BooleanField(
        label=_("Keep the recordings of voices, encrypted"),
        required=False,
    )
