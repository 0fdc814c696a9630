"""`{% announcements %}`: what the operator tells the workspace of the page."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import get_language

from announcements.services import shown_to

register = template.Library()


@register.inclusion_tag("announcements/_shown.html", takes_context=True)
def announcements(context: Context) -> dict[str, Any]:
    """Each with the text in the page's language, and a button that puts it away."""
    request = context["request"]
    chinese = (get_language() or "").startswith("zh")
    shown = [
        (each.id, each.chinese if chinese else each.english)
        for each in shown_to(request.tenant, request.user)
    ]
    return {"shown": shown, "slug": request.tenant.slug, "request": request}
