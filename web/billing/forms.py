import uuid
from typing import Any

from django import forms


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
