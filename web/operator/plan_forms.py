"""The terms of a plan, as an operator types them: lengths of audio in minutes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import Plan
from billing.plan_terms import TERMS, terms_of
from billing.presentation import minutes, money
from synthesis.engines import ENGINES
from tenants.refusal import Refused
from web.operator.fields import Minutes, count

MINOR = _("In the smallest unit: cents, or whole yen.")


class PlanTermsForm(forms.Form):
    """All terms of a plan; an empty limit is no limit."""

    name = forms.CharField(label=_("Name"), max_length=60)
    position = count(_("Place in the list"), least=0, required=True)
    price = count(_("Price a month"), least=0, required=True, help_text=MINOR)
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)
    included_ms = Minutes(label=_("Minutes a month that the price holds"), required=True)
    extra_minute = count(_("Price of each further minute"), least=0, required=True, help_text=MINOR)
    daily_ms = Minutes(label=_("Minutes a day"), required=True)
    monthly_ms = Minutes(label=_("Minutes a month"))
    concurrency = count(_("Segments made at the same time"), required=True)
    weight = forms.FloatField(label=_("Share of a busy machine"), min_value=0.01, max_value=1_000)
    max_sample_rate = count(_("Best quality (Hz)"), least=8_000, required=True)
    max_characters = count(_("Characters of a text"), required=True)
    max_voices = count(_("Voices"), least=0, required=True)
    streaming = forms.BooleanField(label=_("Audio comes while it is made"), required=False)
    heard_back = forms.BooleanField(
        label=_("Check lines of models that draw by speech recognition, and make bad ones again"),
        required=False,
    )
    engines = forms.MultipleChoiceField(
        label=_("Engines; none chosen: all"),
        required=False,
        choices=[(name, name) for name in ENGINES],
        widget=forms.CheckboxSelectMultiple(),
    )
    seats = count(_("Members"))
    history_days = count(_("Days that jobs are kept"))
    audio_days = count(_("Days that their audio is kept"))
    requests_per_minute = count(_("Requests a minute"), required=True)
    token_requests_per_minute = count(_("Requests a minute of one token"), required=True)
    queued_jobs = count(_("Unfinished jobs at the same time"), required=True)

    @classmethod
    def of(cls, plan: Plan) -> "PlanTermsForm":
        """Filled in with a plan's terms."""
        return cls(initial=terms_of(plan))

    @property
    def terms(self) -> dict[str, Any]:
        """What was typed, once the form is valid."""
        return {name: self.cleaned_data[name] for name in TERMS}

    def show(self, refusal: Refused) -> None:
        """Show a refusal at its field, or above all."""
        self.add_error(refusal.param if refusal.param in self.fields else None, str(refusal))


class NewPlanForm(PlanTermsForm):
    code = forms.SlugField(
        label=_("Code"),
        max_length=30,
        help_text=_("Small letters, digits and hyphens. It can’t be changed."),
    )
    field_order = ("code",)


def in_words(field: str, value: Any, currency: str) -> str:
    """A term's value as people read it."""
    if value is None:
        return "—"
    if field in ("price", "extra_minute"):
        return money(value, currency)
    if field.endswith("_ms"):
        return minutes(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return ", ".join(value) or "—" if isinstance(value, list) else str(value)
