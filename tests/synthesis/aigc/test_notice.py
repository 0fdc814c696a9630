"""The audible notice is a segment like any other."""

import pytest

from synthesis.aigc.notice import NOTICES
from synthesis.dispatch import queue
from synthesis.jobs.order import Order
from synthesis.jobs.remake import remake_segment
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from tenants.refusal import Refused
from voices.tone.controls import CONTROLS
from voices.tone.services import set_defaults


def texts(alice, text: str) -> list[str]:
    job = submit(tenant=alice.tenant, order=Order(text=text, voice="af_heart"))
    return [segment.text for segment in job.segments.all()]


@pytest.mark.parametrize(("where", "at"), [("start", 0), ("end", -1)])
@pytest.mark.parametrize(("text", "language"), [("Hello there.", "en"), ("你好，世界。", "zh")])
def test_the_notice_is_spoken_where_the_workspace_sets_it(
    alice, in_alices, where, at, text, language
):
    assert NOTICES[language] not in texts(alice, text)
    set_defaults(voice="", values=dict.fromkeys(CONTROLS), notice=where)
    assert texts(alice, text)[at] == NOTICES[language]


def test_the_notice_cannot_be_replaced(alice, in_alices):
    set_defaults(voice="", values=dict.fromkeys(CONTROLS), notice="start")
    job = submit(tenant=alice.tenant, order=Order(text="Hello there.", voice="af_heart"))
    queue.drop(job.id)
    Segment.objects.filter(job=job).update(audio_ms=10, finished_at=job.created_at)
    Job.objects.filter(id=job.id).update(status="completed", segments_done=2)
    with pytest.raises(Refused) as refusal:
        remake_segment(tenant=alice.tenant, job_id=job.id, index=0, text="Nothing.")
    assert refusal.value.code == "segment_is_notice"
