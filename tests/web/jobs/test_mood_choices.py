"""The studio offers moods of voices that have several; the tone page sets a default."""

import json
import re
from html import unescape

import numpy as np
import pytest

from synthesis.engines.base import Conditioning
from synthesis.models import Job
from voices.models import Take, VoiceConditioning


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


def moods(html: str) -> str:
    found = re.search(r'<fieldset class="moods".*?</fieldset>', html, re.S)
    return found[0] if found else ""


def test_a_voice_with_one_mood_offers_no_choice(alice, voice):
    assert not moods(alice.browser.get(alice.page("studio")).content.decode())


def test_the_studio_opens_with_the_moods_of_its_voice(alice, moody):
    shown = moods(alice.browser.get(alice.page("studio")).content.decode())
    assert "hidden" not in shown
    assert re.findall(r'value="(\w*)"', shown) == ["", "neutral", "happy"]
    offered = json.loads(unescape(re.search(r'data-offered="([^"]*)"', shown)[1]))
    assert offered["kokoro"] == {moody.id: ["neutral", "happy"]}


def test_another_voice_hides_them(alice, moody):
    page = alice.browser.get(alice.page("studio?voice=af_heart")).content.decode()
    shown = moods(page)
    assert re.search(r"<fieldset[^>]*hidden", shown) and shown.count("disabled") == 2


def test_a_mood_is_chosen_and_comes_back_with_the_text(alice, moody):
    given = {"text": "Good morning.", "voice": moody.id, "mood": "happy"}
    answer = alice.browser.post(alice.page("studio"), given)
    job = Job.objects.get()
    assert answer.status_code == 302 and job.mood == "happy"
    again = moods(alice.browser.get(alice.page(f"studio?job={job.id}")).content.decode())
    assert re.search(r'value="happy" checked', again)
    assert "Happy" in alice.browser.get(alice.page(f"jobs/{job.id}")).content.decode()


def test_a_mood_that_is_gone_is_refused_beside_its_field(alice, moody):
    given = {"text": "Good morning.", "voice": moody.id, "mood": "angry"}
    answer = alice.browser.post(alice.page("studio"), given)
    assert answer.status_code == 422
    assert "it has: neutral, happy" in moods(answer.content.decode())


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
