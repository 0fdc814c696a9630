"""How long a voice takes here is what earlier ones took, waiting included."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from accounts.actor import Actor
from tests.voices.conftest import enrol, murmur
from voices.enrolment import times
from voices.enrolment.models import MakingTime, PendingEnrolment
from voices.models import Voice
from voices.takes import add_take
from web.voices.progress import usual_time


def took(*seconds: float) -> None:
    for each in seconds:
        MakingTime.objects.create(seconds=each)


def test_nothing_is_claimed_before_a_voice_was_made(db):
    assert times.usual_seconds() is None
    assert "can’t be said" in usual_time(None)


def test_four_of_five_were_ready_within_it(db):
    took(10, 20, 30, 40, 300)
    assert times.usual_seconds() == 40


def test_only_the_latest_count(db):
    took(*[500] * 20, *[30] * times.RECENT)
    assert times.usual_seconds() == 30


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (3, "10 seconds", "10 秒"),
        (41.2, "50 seconds", "50 秒"),
        (56, "a minute", "1 分钟"),
        (61, "2 minutes", "2 分钟"),
        (1000, "17 minutes", "17 分钟"),
    ],
)
def test_it_is_said_in_words(seconds, english, chinese):
    assert f"within {english}, waiting included" in usual_time(seconds)
    with translation.override("zh-hans"):
        assert chinese in usual_time(seconds)


def test_a_take_that_was_made_is_measured_from_when_it_was_queued(
    alice, in_alices, waiver, quick_tools
):
    voice = Voice.objects.create(name="Ms. Lin", status="processing", clip_seconds=5)
    add_take(tenant=alice.tenant, voice=voice, recording=murmur(5), by=Actor())
    earlier = timezone.now() - timedelta(minutes=3)
    PendingEnrolment.objects.update(created_at=earlier)
    MakingTime.objects.create(seconds=1)
    MakingTime.objects.update(finished_at=timezone.now() - timedelta(days=31))
    enrol(quick_tools)
    (made,) = MakingTime.objects.all()
    assert 180 <= made.seconds < 200
    page = alice.page(f"voices/{voice.id}")
    voice.takes.update(status="processing")
    assert "within 4 minutes" in alice.browser.get(page).content.decode()
