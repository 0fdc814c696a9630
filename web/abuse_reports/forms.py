from django import forms
from django.utils.translation import gettext_lazy as _

from abuse_reports.models import LONGEST_TEXT, AbuseReport


class ReportForm(forms.Form):
    """What somebody tells the operator of a lesson, or of any file that was made here."""

    what = forms.ChoiceField(
        label=_("What is wrong?"), choices=AbuseReport.What.choices, widget=forms.RadioSelect()
    )
    about = forms.CharField(
        label=_("Where is it?"),
        required=False,
        max_length=500,
        help_text=_("The address of the lesson, if you know it, or where you have heard it."),
    )
    text = forms.CharField(
        label=_("Tell us more"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_("If we may ask you something. Nobody else gets it."),
    )
