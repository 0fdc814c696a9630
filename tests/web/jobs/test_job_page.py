"""The page of a job while it is running, and after."""

import re

HTMX = {"HX-Request": "true"}


def states(html: str) -> list[str]:
    return re.findall(r'data-state="(\w+)"', html)


def test_sentences_show_their_state(alice, make_job):
    job = make_job("running", done=1)
    html = alice.browser.get(alice.page(f"jobs/{job.id}")).content.decode()
    assert states(html) == ["done", "making", "waiting"]
    assert "1 of 3 sentences · 0:02 of audio" in html


def test_a_failed_job_shows_the_sentence_it_failed_at(alice, make_job):
    job = make_job("failed", done=1, error_code="synthesis_failed")
    html = alice.browser.get(alice.page(f"jobs/{job.id}")).content.decode()
    assert states(html) == ["done", "failed", "missing"]
    assert "A sentence could not be spoken" in html


def test_a_poll_returns_only_changes(alice, make_job):
    job = make_job("running", done=1)
    page = alice.page(f"jobs/{job.id}")
    html = alice.browser.get(page, headers=HTMX).content.decode()
    assert "<html" not in html
    assert re.search(r'hx-get="[^"]*\?seen=running-1-0"', html)
    assert alice.browser.get(f"{page}?seen=running-1-0", headers=HTMX).status_code == 204
    assert alice.browser.get(f"{page}?seen=running-0-0", headers=HTMX).status_code == 200


def test_polling_ends_with_the_job(alice, make_job):
    job = make_job("completed", done=3)
    html = alice.browser.get(alice.page(f"jobs/{job.id}"), headers=HTMX).content.decode()
    assert "hx-get" not in html
    downloads = re.findall(r"audio\?format=(\w+)&amp;download", html)
    assert downloads[0] == "mp3"
    assert set(downloads) == {"mp3", "wav", "flac", "opus", "aac"}


def test_polling_ends_when_a_voice_is_made(alice, voice):
    page = alice.page(f"voices/{voice.id}")
    assert "hx-get" not in alice.browser.get(page, headers=HTMX).content.decode()
    voice.status = "processing"
    voice.save()
    assert 'hx-trigger="every 1s"' in alice.browser.get(page, headers=HTMX).content.decode()


def test_lists_name_the_voices(alice, voice, make_job):
    make_job("completed", done=3, voice=voice.id)
    make_job("completed", done=3, voice="zm_yunxi")
    make_job("completed", done=3, voice="voice_deleted_since")
    html = alice.browser.get(alice.page("jobs/")).content.decode()
    assert all(name in html for name in ["Ms. Lin ·", "Yunxi ·", "deleted voice ·"])


def test_a_text_is_escaped(alice, make_job):
    job = make_job("completed", done=3)
    job.input = "<script>alert(1)</script>"
    job.save()
    html = alice.browser.get(alice.page(f"jobs/{job.id}")).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
