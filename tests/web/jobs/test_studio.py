"""The studio never loses a text, and opens with the requested voice or text."""

import json
import re
from html import unescape

from synthesis.text.estimate import MS_SEGMENT, estimate_ms
from tenants.context import in_tenant
from voices.tone.services import set_defaults


def text_in(html: str) -> str:
    """The content of the text field. Browsers skip the line break after the tag."""
    inside = html.split('<textarea name="text"')[1].split(">", 1)[1].split("</textarea>")[0]
    return unescape(inside).removeprefix("\r\n").removeprefix("\n")


def test_a_refused_text_stays_in_its_field(alice):
    given = {"text": "x" * 20_001, "voice": "af_heart", "speed": "1"}
    answer = alice.browser.post(alice.page("studio"), given)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert text_in(html) == given["text"]
    assert "The text has 20001 characters; your plan takes 20000 at a time." in html
    assert 'value="af_heart" selected' in html


def test_a_line_break_counts_as_one_character(alice):
    text = "x" * 19_998 + "\r\n" + "y"  # 20000 as the page counts, 20001 as it is sent
    given = {"text": text, "voice": "no-such-voice", "speed": "1"}
    html = alice.browser.post(alice.page("studio"), given).content.decode()
    assert "your plan takes" not in html
    assert "There is no voice" in html


def test_an_earlier_text_can_be_used_again(alice, make_job):
    job = make_job("completed", done=3, voice="zf_xiaoxiao")
    html = alice.browser.get(alice.page(f"studio?job={job.id}")).content.decode()
    assert text_in(html) == job.input
    assert 'value="zf_xiaoxiao" selected' in html


def test_a_job_of_another_workspace_is_not_used(bob, make_job):
    job = make_job("completed", done=3)
    html = bob.browser.get(bob.page(f"studio?job={job.id}")).content.decode()
    assert text_in(html) == ""


def test_a_voice_opens_the_studio(alice, voice):
    html = alice.browser.get(alice.page(f"studio?voice={voice.id}")).content.decode()
    assert f'value="{voice.id}" selected>Ms. Lin' in html
    assert html.index("Your voices") < html.index("Mandarin")


def test_the_rough_length_has_the_figures_of_the_servers_estimate(alice):
    with in_tenant(alice.tenant):
        set_defaults(voice="", values={"speed": 0.8, "paragraph_pause_ms": 900})
        set_defaults(voice="af_heart", values={"speed": 1.25})
    html = alice.browser.get(alice.page("studio")).content.decode()
    figures = json.loads(unescape(html.split('data-figures="')[1].split('"')[0]))
    pauses = {"sentence_pause_ms": 0, "paragraph_pause_ms": 900}
    assert figures["tones"] == {"": {"speed": 0.8, **pauses}, "af_heart": {"speed": 1.25, **pauses}}
    assert figures["segment_ms"] == MS_SEGMENT
    assert figures["notice"] is None

    text = "我们花 $7 买Python。"
    spoken = sum(ms * len(re.findall(pattern, text)) for pattern, ms in figures["rates"])
    assert round(figures["segment_ms"] + spoken) == estimate_ms(text)
    estimate = alice.rest.post("/v1/estimates", {"input": text, "voice": "af_heart"}, format="json")
    assert abs(estimate.json()["audio_ms"] - (figures["segment_ms"] + spoken) / 1.25) <= 1
