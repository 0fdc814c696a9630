"""Who did what in all workspaces, and on the operator's pages."""

from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from activity.models import Entry
from activity.reading import entries
from web.activity.forms import OperatorsSearchForm
from web.activity.presentation import rows
from web.activity.views import ENTRIES_A_PAGE, MOST_IN_A_FILE, file_of
from web.operator.frame import operator_page

UTC = ZoneInfo("UTC")


@require_GET
def activity(request: HttpRequest) -> HttpResponse:
    """The entries that the query asks for, newest first; days begin and end in UTC."""
    form = OperatorsSearchForm(request.GET)
    page = Paginator(_found(form), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": rows(page),
        "query": asked.urlencode(),
        "most": MOST_IN_A_FILE,
    }
    return operator_page(request, "activity.html", context)


@require_GET
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a CSV or JSON file, the newest MOST_IN_A_FILE of them."""
    found = _found(OperatorsSearchForm(request.GET))[:MOST_IN_A_FILE]
    return file_of(kind, found.iterator(), name="lectern")


def _found(form: OperatorsSearchForm) -> QuerySet[Entry]:
    return form.of_workspace(entries(form.wish(UTC)))
