"""Who did what in all workspaces, and on the operator's pages."""

from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from activity.models import Entry
from activity.reading import entries
from web.activity.file import file_of
from web.activity.forms import OperatorsSearchForm
from web.activity.views import list_of
from web.operator.frame import operator_page

UTC = ZoneInfo("UTC")


@require_GET
def activity(request: HttpRequest) -> HttpResponse:
    """The entries that the query asks for, newest first; days begin and end in UTC."""
    form = OperatorsSearchForm(request.GET)
    return operator_page(request, "activity.html", list_of(request, form, _found(form)))


@require_GET
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same as a CSV or JSON file, the newest MOST_IN_A_FILE of them."""
    return file_of(kind, _found(OperatorsSearchForm(request.GET)), name="lectern")


def _found(form: OperatorsSearchForm) -> QuerySet[Entry]:
    return form.of_workspace(entries(form.wish(UTC)))
