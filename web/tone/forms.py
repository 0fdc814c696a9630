from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voices.tone.controls import CONTROLS
from voices.tone.models import Notice
from voices.tone.services import SAMPLE_RATES
from web.tone.words import exactly


class ToneForm(forms.Form):
    """A number for every control; an empty field takes the default."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, control in CONTROLS.items():
            self.fields[name] = forms.FloatField(
                label=exactly(name),
                help_text=control.help,
                required=False,
                min_value=control.least,
                max_value=control.most,
                widget=forms.NumberInput(
                    attrs={"step": control.step, "placeholder": _("as set"), "inputmode": "decimal"}
                ),
            )

    @property
    def tone(self) -> dict[str, float | None]:
        return {name: self.cleaned_data[name] for name in CONTROLS}

    @property
    def controls(self) -> list[forms.BoundField]:
        return [self[name] for name in CONTROLS]


class DefaultsForm(ToneForm):
    """The workspace's defaults, or those of one voice, which may have some `moods`."""

    def __init__(self, *args: Any, moods: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mood"] = forms.ChoiceField(
            label=_("Mood"),
            help_text=_("Holds for the voices that have a recording in it."),
            required=False,
            choices=[("", _("as the voice is")), *moods],
        )

    max_sample_rate = forms.TypedChoiceField(
        label=_("Highest sample rate (Hz)"),
        help_text=_("Audio that leaves the workspace is never sampled higher."),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("unlimited")), *((rate, f"{rate:,}") for rate in SAMPLE_RATES)],
    )

    notice = forms.ChoiceField(
        label=_("Spoken notice"),
        help_text=_("A sentence in every audio that says that it was made by AI."),
        required=False,
        choices=[("", _("none")), *Notice.choices],
    )


class TryForm(ToneForm):
    """A sentence to hear with the numbers that are in the form, saved or not."""

    voice = forms.CharField(max_length=60)
    mood = forms.CharField(max_length=20, required=False)
    text = forms.CharField(max_length=200)
