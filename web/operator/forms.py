from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import Plan
from web.operator.fields import Minutes, count


class RetryForm(forms.Form):
    """A failed job that the operator wants to resume: the workspace's slug, and the job's id."""

    tenant = forms.CharField(max_length=40)
    job = forms.CharField(max_length=40)


class PlanForm(forms.Form):
    plan = forms.ChoiceField(label=_("Plan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.fields["plan"]
        assert isinstance(plan, forms.ChoiceField)  # noqa: S101 (for mypy)
        plan.choices = [(each.code, each.name) for each in Plan.objects.all()]


class SuspendForm(forms.Form):
    reason = forms.CharField(
        label=_("Why? The workspace reads this."), max_length=200, widget=forms.TextInput()
    )


class VisitForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you have to look? Its admins read this."),
        max_length=300,
        widget=forms.TextInput(),
    )


class ExceptionForm(forms.Form):
    """Other limits for one workspace; an empty field leaves the plan's."""

    reason = forms.CharField(label=_("Why?"), max_length=200)
    until = forms.DateField(
        label=_("Until the end of (UTC)"), widget=forms.DateInput(attrs={"type": "date"})
    )
    daily_ms = Minutes(label=_("Minutes a day"))
    monthly_ms = Minutes(label=_("Minutes a month"))
    concurrency = count(_("Segments made at the same time"))
    weight = forms.FloatField(
        label=_("Share of a busy machine"), required=False, min_value=0.01, max_value=1_000
    )
    max_characters = count(_("Characters of a text"))
    max_voices = count(_("Voices"), least=0)
    seats = count(_("Members"))
    requests_per_minute = count(_("Requests a minute"))
    token_requests_per_minute = count(_("Requests a minute of one token"))
    queued_jobs = count(_("Unfinished jobs at the same time"))
    history_days = count(_("Days that jobs are kept"))
    audio_days = count(_("Days that their audio is kept"))
    heard_back = forms.TypedChoiceField(
        label=_("Check lines of models that draw by speech recognition, and make bad ones again"),
        required=False,
        choices=[("", _("as the plan says")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda choice: choice == "yes",
        empty_value=None,
    )


class AnnouncementForm(forms.Form):
    english = forms.CharField(label=_("In English"), max_length=400)
    chinese = forms.CharField(label=_("In Chinese"), max_length=400)
    until = forms.DateField(
        label=_("Until the end of (UTC)"), widget=forms.DateInput(attrs={"type": "date"})
    )
    slugs = forms.CharField(
        label=_("For these workspaces alone"),
        required=False,
        max_length=4_000,
        help_text=_("Their addresses, with spaces between. Empty: for all."),
    )

    def clean_slugs(self) -> list[str]:
        return self.cleaned_data["slugs"].replace(",", " ").split()
