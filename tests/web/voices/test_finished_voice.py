"""What the page of a voice offers while it is made and once it is: a first lesson, a comparison."""

import io
import wave

import numpy as np

from lessons.models import Lesson
from synthesis.models import Job
from voices import storage
from voices.models import Take


def test_recording_and_voice_are_side_by_side_while_the_recording_is_kept(alice, voice):
    take = Take.objects.create(voice=voice, status="ready", seconds=1, clip_kept=True)
    samples = np.sin(np.arange(24_000) / 20).astype(np.float32)
    storage.write_clip(alice.tenant, voice.id, take.id, samples)
    storage.write_sample(alice.tenant, voice.id, b"RIFF")
    page = alice.page(f"voices/{voice.id}")
    clip = f"{page}/takes/{take.id}/clip"
    html = alice.browser.get(page).content.decode()
    assert clip in html and f"{page}/sample" in html
    answer = alice.browser.get(clip)
    assert answer["Cache-Control"] == "private, no-store"
    with wave.open(io.BytesIO(answer.content)) as file:
        assert (file.getframerate(), file.getnframes()) == (24_000, 24_000)
    # As it is once the voice is made, where originals are not kept.
    storage.remove_clip(alice.tenant, voice.id, take.id)
    take.clip_kept = False
    take.save()
    html = alice.browser.get(page).content.decode()
    assert clip not in html and "The recording was deleted when the voice was made" in html
    assert alice.browser.get(clip).status_code == 404


def test_a_first_lesson_is_heard_in_a_base_voice_and_then_in_the_own_one(alice, voice):
    page = alice.page(f"voices/{voice.id}")
    button = f'action="{page}/first-lesson"'
    # It is offered to those whose voice is being made, and who has listened may switch.
    assert button not in alice.browser.get(page).content.decode()
    voice.status = "processing"
    voice.save()
    Take.objects.create(voice=voice, status="processing", seconds=5)
    assert button in alice.browser.get(page).content.decode()
    opened = alice.browser.post(f"{page}/first-lesson").url
    lesson = Lesson.objects.get()
    assert opened == alice.page(f"lessons/{lesson.id}")
    base = lesson.document(alice.tenant).settings.voice
    assert base == Job.objects.get().voice != voice.id
    # The same lesson again, not another one.
    assert alice.browser.post(f"{page}/first-lesson").url == opened
    voice.takes.update(status="ready")
    voice.status = "ready"
    voice.save()
    assert button in alice.browser.get(page).content.decode()
    assert alice.browser.post(f"{page}/first-lesson").url == opened
    lesson = Lesson.objects.get()
    assert lesson.document(alice.tenant).settings.voice == voice.id
