"""Addresses that pages had before lessons took their place, for people's bookmarks."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_safe

from accounts.request import TenantRequest


@require_safe
def to_lessons(request: TenantRequest, slug: str, job_id: str = "") -> HttpResponse:
    """To the workspace's lessons."""
    return redirect("workspace:lessons", slug=slug)


pages = [
    path("studio", to_lessons),
    path("jobs/", to_lessons),
    path("jobs/<str:job_id>", to_lessons),
]
