"""Lengths of audio as people read them."""

from django import template

register = template.Library()


@register.filter
def clock(milliseconds: int | None) -> str:
    """Milliseconds as minutes and seconds: 43_000 is "0:43", 3_723_000 is "1:02:03"."""
    seconds = round((milliseconds or 0) / 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
