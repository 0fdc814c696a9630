"""`{% support_notice %}`: that support looks into the workspace of the page, or asks to."""

from typing import Any

from django import template
from django.template import Context

from accounts.support.visits import to_show

register = template.Library()


@register.inclusion_tag("workspace_settings/_support_notice.html", takes_context=True)
def support_notice(context: Context) -> dict[str, Any]:
    """To support itself: how long. To admins: who asks, and who looks. To members: who looks."""
    request = context["request"]
    mine = request.support_visit
    return {
        "request": request,
        "slug": request.tenant.slug,
        "mine": mine,
        "is_admin": request.membership is not None and request.membership.is_admin,
        "visits": [] if mine else to_show(request.tenant),
    }
