"""The text to read aloud brings the mood with it."""

from voices.models import Mood
from web.voices.passages import PASSAGES


def test_every_mood_has_a_passage_of_about_twelve_seconds():
    assert [passage.mood for passage in PASSAGES] == list(Mood.values)
    for passage in PASSAGES:
        # 150 words and 250 characters a minute, as teachers read.
        assert 20 <= len(passage.english.split()) <= 40, passage.mood
        assert 40 <= len(passage.chinese) <= 65, passage.mood


def test_the_page_shows_the_passage_of_the_chosen_mood(alice, voice, monkeypatch):
    monkeypatch.setattr("voices.takes.needs_statement", lambda **_: False)
    page = alice.page(f"voices/{voice.id}/takes/new")
    html = alice.browser.post(page, {"mood": "sad"}).content.decode()
    shown = [mood for mood in Mood.values if f'data-passage="{mood}" >' in html]
    assert shown == ["sad"]
    assert html.count("hidden>") >= len(Mood.values) - 1
