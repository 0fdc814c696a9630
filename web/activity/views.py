"""The workspace's page of who did what, for its admins."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.access import admins_only
from accounts.request import TenantRequest
from activity.models import Entry
from activity.reading import entries_of
from web.activity.forms import SearchForm
from web.activity.presentation import as_csv, as_json_file, rows

ENTRIES_A_PAGE = 50
MOST_IN_A_FILE = 20_000
FILES = {"csv": ("text/csv; charset=utf-8", as_csv), "json": ("application/json", as_json_file)}


@require_GET
@admins_only
@never_cache
def activity(request: TenantRequest, slug: str) -> HttpResponse:
    """Who did what in this workspace, newest first; what the query asks for."""
    form = SearchForm(request.GET)
    found = _found(request, form)
    page = Paginator(found, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": rows(page),
        "query": asked.urlencode(),
        "most": MOST_IN_A_FILE,
    }
    return render(request, "activity/activity.html", context)


@require_GET
@admins_only
@never_cache
def download(request: TenantRequest, slug: str, kind: str) -> HttpResponse:
    """The same as a CSV or JSON file, the newest MOST_IN_A_FILE of them."""
    found = _found(request, SearchForm(request.GET))[:MOST_IN_A_FILE]
    return file_of(kind, found.iterator(), name=request.tenant.slug)


def file_of(kind: str, entries: Iterable[Entry], *, name: str) -> HttpResponse:
    """The entries as a file of this kind, `csv` or `json`."""
    content_type, written = FILES[kind]
    response = HttpResponse(written(entries), content_type=content_type)
    file = f"{name}-activity-{timezone.now():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _found(request: TenantRequest, form: SearchForm) -> QuerySet[Entry]:
    return entries_of(request.tenant, form.wish(ZoneInfo(request.tenant.time_zone)))
