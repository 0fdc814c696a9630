"""The page of a voice while it is made, and after."""

from voices.models import Take

HTMX = {"HX-Request": "true"}


def test_polling_ends_when_a_voice_is_made(alice, voice):
    page = alice.page(f"voices/{voice.id}")
    assert "hx-get" not in alice.browser.get(page, headers=HTMX).content.decode()
    voice.status = "processing"
    voice.save()
    assert 'hx-trigger="every 1s"' in alice.browser.get(page, headers=HTMX).content.decode()


def test_why_a_voice_could_not_be_made_stands_on_its_page_once(alice, voice):
    from voices.screening.wording import WORDINGS  # brings PyTorch

    wording = WORDINGS["noise"]
    finding = {"code": "noise", "sentence": wording.sentence, "tip": wording.tip}
    voice.status, voice.error_code = "failed", "clip_refused"
    voice.save()
    take = {"status": "refused", "error_code": "clip_refused", "language": "en", "seconds": 8}
    screening = {"accepted": False, "reasons": [{**finding, "figures": {"snr": 8}}], "warnings": []}
    Take.objects.create(voice=voice, screening=screening, **take)
    html = alice.browser.get(alice.page(f"voices/{voice.id}")).content.decode()
    assert html.count("only 8 dB above the noise") == 1
    assert html.count("The sound of this recording would make a bad voice.") == 1
    # An older recording says its own reasons.
    Take.objects.create(voice=voice, screening=screening, **take)
    html = alice.browser.get(alice.page(f"voices/{voice.id}")).content.decode()
    assert html.count("only 8 dB above the noise") == 2
