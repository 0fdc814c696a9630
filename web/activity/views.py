"""The workspace's page of who did what, for its admins."""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.access import admins_only
from accounts.request import TenantRequest
from activity.models import Entry
from activity.reading import entries_of
from web.activity.file import MOST_IN_A_FILE, file_of
from web.activity.forms import SearchForm
from web.activity.presentation import rows
from web.audio.stream_caps import counted_stream

ENTRIES_A_PAGE = 50


@require_GET
@admins_only
@never_cache
def activity(request: TenantRequest, slug: str) -> HttpResponse:
    """Who did what in this workspace, newest first; what the query asks for."""
    form = SearchForm(request.GET)
    context = list_of(request, form, _found(request, form))
    return render(request, "activity/activity.html", context)


@require_GET
@admins_only
@never_cache
@counted_stream
def download(request: TenantRequest, slug: str, kind: str) -> HttpResponseBase:
    """The same as a CSV or JSON file, the newest MOST_IN_A_FILE of them."""
    return file_of(kind, _found(request, SearchForm(request.GET)), name=request.tenant.slug)


def list_of(request: HttpRequest, form: SearchForm, found: QuerySet[Entry]) -> dict[str, Any]:
    """What the template `activity/_entries.html` needs to show a page of what was found."""
    page = Paginator(found, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    return {
        "form": form,
        "page": page,
        "rows": rows(page),
        "query": asked.urlencode(),
        "most": MOST_IN_A_FILE,
    }


def _found(request: TenantRequest, form: SearchForm) -> QuerySet[Entry]:
    return entries_of(request.tenant, form.wish(ZoneInfo(request.tenant.time_zone)))
