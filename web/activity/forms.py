import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from activity.models import Entry
from activity.reading import Wish
from tenants.models import Tenant
from web.activity.wording import AREAS


class SearchForm(forms.Form):
    """Which entries are wanted; all fields may be empty."""

    who = forms.CharField(label=_("Who, or from which address"), required=False, max_length=100)
    action = forms.ChoiceField(label=_("What was done"), required=False)
    thing = forms.CharField(label=_("To what or whom"), required=False, max_length=100)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action = self.fields["action"]
        assert isinstance(action, forms.ChoiceField)  # noqa: S101 (for mypy)
        action.choices = [("", _("Everything")), *AREAS.items()]

    def wish(self, zone: ZoneInfo) -> Wish:
        """What was asked for; days begin and end in that time zone. What is invalid is left out."""
        self.is_valid()
        data = self.cleaned_data
        until = data.get("until")
        return Wish(
            who=data.get("who", "").strip(),
            action=data.get("action", ""),
            thing=data.get("thing", "").strip(),
            since=_midnight(data.get("since"), zone),
            until=_midnight(until + datetime.timedelta(days=1), zone) if until else None,
        )


class OperatorsSearchForm(SearchForm):
    """The same for the operator, of one workspace or all."""

    workspace = forms.CharField(label=_("Workspace"), required=False, max_length=63)

    def of_workspace(self, found: QuerySet[Entry]) -> QuerySet[Entry]:
        """Those of the workspace that is named by its address, deleted ones included."""
        slug = self.cleaned_data.get("workspace", "").strip()
        if not slug:
            return found
        # What was recorded before its address was changed has the former one.
        ids = Tenant.objects.filter(slug=slug).values("id")
        return found.filter(Q(workspace_slug=slug) | Q(workspace__in=ids))


def _midnight(day: datetime.date | None, zone: ZoneInfo) -> datetime.datetime | None:
    return datetime.datetime.combine(day, datetime.time.min, zone) if day else None
