"""`{% notice_bell %}`: the link to the reader's inbox, with how much in it is unread."""

from typing import Any

from django import template
from django.template import Context

from notices.reading import MOST_COUNTED, unread_count

register = template.Library()


@register.inclusion_tag("notices/_bell.html", takes_context=True)
def notice_bell(context: Context) -> dict[str, Any]:
    """One query for each page, which counts no further than MOST_COUNTED."""
    count = unread_count(context["request"].user)
    return {"unread": f"{MOST_COUNTED}+" if count > MOST_COUNTED else count}
