"""The tags that nearly every page uses."""

from datetime import datetime, timedelta, timezone

from django.template import Context, Template

AT = datetime(2026, 3, 1, 7, 30, tzinfo=timezone(timedelta(hours=8)))


def _rendered(text: str) -> str:
    return Template(text).render(Context({"at": AT, "never": None, "name": "<b>"}))


def test_a_moment_is_written_in_utc_with_its_day_or_its_minute():
    assert _rendered("{% moment at %}") == (
        '<time datetime="2026-02-28T23:30:00+00:00" data-local="moment">2026-02-28 23:30 UTC</time>'
    )
    assert _rendered("{% moment at day=True %}") == (
        '<time datetime="2026-02-28T23:30:00+00:00" data-local="day">2026-02-28</time>'
    )
    assert _rendered("{% moment never %}") == ""


def test_an_icon_is_hidden_from_screen_readers_and_escaped():
    assert _rendered('{% icon "home" %}') == (
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="/static/icons.svg#home"></use></svg>'
    )
    assert "<b>" not in _rendered("{% icon name %}")
