"""`{% moment at %}`: a time in UTC, which the page's script turns into the reader's own.

A tag, as an included template took six times as long, and lists have one in each row.
"""

from datetime import UTC, datetime

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def moment(at: datetime | None, day: bool = False) -> str:
    """Date and time, or with `day` the date alone; nothing where there is no time."""
    if at is None:
        return ""
    at = at.astimezone(UTC)
    return format_html(
        '<time datetime="{}" data-local="{}">{}</time>',
        at.isoformat(),
        "day" if day else "moment",
        f"{at:%Y-%m-%d}" if day else f"{at:%Y-%m-%d %H:%M} UTC",
    )
