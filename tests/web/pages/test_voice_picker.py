"""The list of voices, where each can be heard before it is chosen."""

from billing.usage.models import DailyUsage
from synthesis.models import Job
from tenants.context import in_tenant
from tests.lessons.conftest import differences, inside_of_a_transaction, make_all

__all__ = ["inside_of_a_transaction"]


def test_a_base_voice_is_heard_and_not_counted(alice, inside_of_a_transaction):
    answer = alice.browser.post(alice.page("voices/af_heart/hear"))
    assert answer.status_code == 200
    with in_tenant(alice.tenant):
        [job] = Job.objects.filter(purpose=Job.Purpose.PREVIEW, voice="af_heart")
        assert list(job.segments.values_list("free", flat=True)) == [True] * job.segments_total
        assert make_all(alice.tenant) == job.segments_total
        assert differences(alice.tenant) == []
    heard = alice.browser.get(answer.json()["audio"])
    assert (heard.status_code, heard["Content-Type"]) == (200, "audio/mpeg")
    with in_tenant(alice.tenant):
        assert not DailyUsage.objects.filter(used_ms__gt=0).exists()


def test_a_voice_that_is_not_there_is_refused_in_words(alice):
    answer = alice.browser.post(alice.page("voices/nobody/hear"))
    assert answer.status_code == 404
    assert "nobody" in answer.json()["message"]


def test_pages_that_choose_a_voice_have_the_list(alice):
    lesson = alice.browser.post(alice.page("lessons/new"), {"text": "Good morning."}).url
    for path in (alice.page("tone/"), lesson):
        page = alice.browser.get(path).content.decode()
        assert 'id="voice-picker"' in page, path
        assert "data-picks-voice" in page, path
