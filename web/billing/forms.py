import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from synthesis.jobs.history import Kept

LONGEST_DAYS = 36_500


class CapForm(forms.Form):
    kind = forms.ChoiceField(choices=[("member", "member"), ("token", "token")])
    key = forms.CharField(max_length=40)
    minutes = forms.IntegerField(required=False, min_value=0, max_value=1440)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        key = data.get("key", "")
        if data.get("kind") == "member":
            if not (key.isascii() and key.isdigit() and len(key) < 10):
                raise forms.ValidationError("no member")
        else:
            try:
                uuid.UUID(key)
            except ValueError:
                raise forms.ValidationError("no token") from None
        return data


class RetentionForm(forms.Form):
    """How many days jobs by API are kept; empty: as long as the plan says."""

    history_days = forms.IntegerField(
        label=gettext_lazy("Days that jobs are kept, with their texts"),
        required=False,
        min_value=1,
        max_value=LONGEST_DAYS,
    )
    audio_days = forms.IntegerField(
        label=gettext_lazy("Days that their audio is kept"),
        required=False,
        min_value=1,
        max_value=LONGEST_DAYS,
    )

    def __init__(self, *args: Any, plan: Kept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("history_days", plan.history_days), ("audio_days", plan.audio_days)):
            field = self.fields[name]
            field.help_text = _("Your plan: no limit.")
            if most is not None:
                days = ngettext("%(days)d day", "%(days)d days", most) % {"days": most}
                field.help_text = _("Your plan: %(days)s. Leave empty for that.") % {"days": days}
