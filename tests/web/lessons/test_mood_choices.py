"""The editor offers moods of voices that have several; the tone page sets a default."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from synthesis.engines import ENGINES
from synthesis.engines.base import Conditioning
from synthesis.models import Job, Segment
from voices.models import Take, VoiceConditioning
from web.lessons import editor_words


@pytest.fixture(autouse=True)
def takes_alone(request, monkeypatch):
    """An engine with no moods of its own, so that those of takes are seen alone."""
    if "with_presets" not in request.fixturenames:
        monkeypatch.setitem(ENGINES, "kokoro", replace(ENGINES["kokoro"], mood_presets=()))


@pytest.fixture
def moody(alice, voice):
    """Alice's voice with a neutral take and a happy one."""
    for mood in ("neutral", "happy"):
        take = Take.objects.create(voice=voice, mood=mood, status="ready", seconds=8)
        row = VoiceConditioning(voice=voice, take=take, engine="kokoro")
        kept = Conditioning("kokoro", 1, {"mark": np.array(mood)}).dump()
        row.sealed = alice.tenant.seal(kept, about=row.about)
        row.save()
    return voice


@pytest.fixture
def lesson(alice, voice) -> str:
    """The page of a lesson in Alice's voice."""
    return alice.browser.post(alice.page("lessons/new"), {"text": "Hi.", "voice": voice.id}).url


def choice(html: str, name: str) -> list[str]:
    """The values of one of the editor's choices; none where there is no such choice."""
    found = re.search(rf'<select {name}="mood">.*?</select>', html, re.S)
    return re.findall(r'value="(\w*)"', found[0]) if found else []


def offered(html: str) -> dict[str, list[str]]:
    """Which voices have which moods, as the editor's script reads it."""
    return json.loads(re.search(r'<script id="lesson-moods"[^>]*>(.*?)</script>', html)[1])


def send(alice, page: str, body: dict) -> dict:
    return alice.browser.post(page, body, content_type="application/json").json()


def test_a_voice_with_one_mood_offers_no_choice(alice, lesson):
    html = alice.browser.get(lesson).content.decode()
    assert not choice(html, "data-setting") and not choice(html, "data-sets")
    assert offered(html) == {}


@pytest.fixture
def with_presets() -> list[str]:
    """Kokoro as it is: every voice has these."""
    return ["neutral", *ENGINES["kokoro"].mood_presets]


def test_the_editor_offers_kokoros_moods_for_every_voice(alice, voice, lesson, with_presets):
    html = alice.browser.get(lesson).content.decode()
    assert choice(html, "data-setting") == ["", *with_presets]
    assert set(map(tuple, offered(html).values())) == {tuple(with_presets)}


def test_the_editor_offers_the_moods_of_its_voices(alice, moody, lesson):
    html = alice.browser.get(lesson).content.decode()
    for name in ("data-setting", "data-sets"):
        assert choice(html, name) == ["", "neutral", "happy"]
    assert offered(html) == {moody.id: ["neutral", "happy"]}


def test_a_mood_of_the_whole_lesson_is_spoken_and_kept(alice, moody, lesson):
    settings = {"voice": moody.id, "mood": "happy"}
    saved = send(alice, f"{lesson}/save", {"base_revision": 1, "settings": settings})
    assert [line["cannot"] for line in saved["lines"]] == [""]
    send(alice, f"{lesson}/make", {})
    assert Segment.objects.get().mood == "happy"
    assert alice.browser.get(f"{lesson}/document").json()["settings"]["mood"] == "happy"


def test_lines_in_a_mood_that_is_gone_say_so(alice, moody, lesson):
    settings = {"voice": moody.id, "mood": "angry"}
    saved = send(alice, f"{lesson}/save", {"base_revision": 1, "settings": settings})
    [code] = [line["cannot"] for line in saved["lines"]]
    assert code in editor_words.messages()["cannot"] and "mood" in code
    assert send(alice, f"{lesson}/make", {})["submitted"] == []


def test_a_default_mood_is_set_in_the_tone_of_the_voice(alice, moody):
    page = alice.page(f"tone/{moody.id}")
    assert alice.browser.post(page, {"mood": "happy"}).status_code == 302
    assert 'value="happy" selected' in alice.browser.get(page).content.decode()
    assert alice.browser.post(page, {"mood": "angry"}).status_code == 422
    tried = {"voice": moody.id, "text": "Good morning.", "mood": "happy"}
    alice.browser.post(alice.page("tone/try"), tried)
    assert Job.objects.get().mood == "happy"
    alice.browser.post(alice.page("tone/try"), {**tried, "voice": "af_heart"})
    assert Job.objects.get(voice="af_heart").mood == ""
