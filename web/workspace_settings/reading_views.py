"""How the workspace reads what can be read in more than one way; for its admins."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from synthesis import line_checks, reading_style
from synthesis.text.style import (
    DAY_FIRST,
    MONTH_FIRST,
    NAMED,
    PAUSE,
    SAID,
    SKIPPED,
    YEAR_FIRST,
    ReadingStyle,
)
from tenants.limits import limits_of
from web.accounts.account_forms import choose

YES, NO = "yes", "no"
_BOOLEANS = {YES: True, NO: False}
DATE_ORDERS = [
    (DAY_FIRST, gettext_lazy("Day first: the third of April")),
    (MONTH_FIRST, gettext_lazy("Month first: March fourth")),
    (YEAR_FIRST, gettext_lazy("Year, month, day: March fourth")),
]
ENGLISH_AND = [
    (YES, gettext_lazy("“one hundred and five”, as the British say")),
    (NO, gettext_lazy("“one hundred five”, as Americans say")),
]


class ReadingForm(forms.Form):
    """A field for each of reading_style.CHOICES; what is empty follows the workspace's place. And
    whether what was spoken is checked."""

    date_order = forms.ChoiceField(label=gettext_lazy("Dates such as 03/04/2026"), required=False)
    english_and = forms.ChoiceField(label=gettext_lazy("Numbers in English"), required=False)
    emoji = forms.ChoiceField(
        label=gettext_lazy("Emoji"),
        choices=[
            (SKIPPED, gettext_lazy("Skipped")),
            (NAMED, gettext_lazy("Named: 👍 is “thumbs up”")),
        ],
    )
    blanks = forms.ChoiceField(
        label=gettext_lazy("Blanks to fill in, such as ____"),
        choices=[(SAID, gettext_lazy("“blank” is said")), (PAUSE, gettext_lazy("A pause"))],
    )
    old_verse = forms.ChoiceField(
        label=gettext_lazy("Classical Chinese poems"),
        choices=[
            (NO, gettext_lazy("As the characters are read today")),
            (YES, gettext_lazy("As they rhymed where schools teach it: 斜 xiá, 衰 cuī")),
        ],
    )

    check_lines = forms.ChoiceField(
        label=gettext_lazy("Finished lines of models that may skip words"),
        choices=[
            (YES, gettext_lazy("Checked by speech recognition, bad ones are made again")),
            (NO, gettext_lazy("Kept as they are, and ready sooner")),
        ],
        help_text=gettext_lazy("Lines that you listen to while they are made are not checked."),
    )

    def __init__(self, *args: Any, usual: ReadingStyle, may_check: bool, **kwargs: Any) -> None:
        """`may_check`: the plan includes checking lines."""
        super().__init__(*args, **kwargs)
        if not may_check:
            del self.fields["check_lines"]
        for name, offered, value in (
            ("date_order", DATE_ORDERS, usual.date_order),
            ("english_and", ENGLISH_AND, _written(usual.english_and)),
        ):
            here = _("As is usual here (%(choice)s)") % {"choice": dict(offered)[value]}
            choose(self.fields[name], [("", here), *((key, str(said)) for key, said in offered)])

    @property
    def values(self) -> dict[str, str | bool | None]:
        """What is chosen, as reading_style.choose takes it."""
        data = self.cleaned_data
        return {
            name: _BOOLEANS.get(data[name], data[name] or None) for name in reading_style.CHOICES
        }

    @property
    def wants_checks(self) -> bool | None:
        """Whether lines are to be checked; None where that can't be chosen."""
        chosen = self.cleaned_data.get("check_lines")
        return _BOOLEANS[chosen] if chosen else None


@require_http_methods(["GET", "POST"])
@admins_only
def reading(request: TenantRequest, slug: str) -> HttpResponse:
    """How dates, numbers, emoji, blanks and old poems are read, and whether lines are checked."""
    usual = reading_style.usual_in(request.tenant.time_zone)
    limits = limits_of(request.tenant)
    initial = _initial(usual)
    if limits.heard_back:
        initial["check_lines"] = _written(line_checks.are_on(limits))
    form = ReadingForm(
        request.POST or None, initial=initial, usual=usual, may_check=limits.heard_back
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            reading_style.choose(values=form.values, by=actor_of(request))
            if form.wants_checks is not None:
                line_checks.switch(on=form.wants_checks, limits=limits, by=actor_of(request))
            messages.success(request, _("Saved. What is made from now on is read so."))
            return redirect("workspace:reading", slug=slug)
    context = {"form": form, "zone": request.tenant.time_zone}
    return render(request, "workspace_settings/reading.html", context, status=status)


def _initial(usual: ReadingStyle) -> dict[str, str]:
    """What the form shows: what is chosen, and for what has no choice "as usual", what holds."""
    chosen = reading_style.chosen()
    held = {**asdict(usual), "date_order": "", "english_and": ""}
    return {
        name: _written(held[name] if value is None else value) for name, value in chosen.items()
    }


def _written(value: str | bool) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return value
