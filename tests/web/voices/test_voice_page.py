"""The page of a voice while it is made, and after."""

HTMX = {"HX-Request": "true"}


def test_polling_ends_when_a_voice_is_made(alice, voice):
    page = alice.page(f"voices/{voice.id}")
    assert "hx-get" not in alice.browser.get(page, headers=HTMX).content.decode()
    voice.status = "processing"
    voice.save()
    assert 'hx-trigger="every 1s"' in alice.browser.get(page, headers=HTMX).content.decode()
