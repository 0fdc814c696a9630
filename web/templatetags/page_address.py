"""`{% page_address %}`: where a page can be opened again, for what leads back to it."""

from urllib.parse import urlsplit

from django import template
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.template import RequestContext
from django.utils.http import url_has_allowed_host_and_scheme

register = template.Library()


@register.simple_tag(takes_context=True)
def page_address(context: RequestContext) -> str:
    """Path and query of the page.

    The answer to a form may stand at an address that takes forms alone; then it is the page that
    the form was on.
    """
    request: HttpRequest = context["request"]
    sent_from = request.META.get("HTTP_REFERER", "")
    if request.method in ("GET", "HEAD") or not _is_ours(sent_from, request):
        return request.get_full_path()
    parts = urlsplit(sent_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_ours(address: str, request: HttpRequest) -> bool:
    try:
        host = request.get_host()
    except DisallowedHost:  # the page says so
        return False
    return url_has_allowed_host_and_scheme(address, allowed_hosts={host})
