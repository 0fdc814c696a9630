"""The workspace's style of reading, from what its admins choose to what the worker says."""

import pytest

from activity.models import Entry
from lessons.document import Line, Settings
from lessons.sounding import Sounding
from synthesis import reading_style
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.text import DEFAULT, ReadingStyle
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from tenants.refusal import Refused
from tests.synthesis.jobs.test_pronouncing import Listening

DATED, PLAIN = Line(key="first001", text="On 03/04/2026."), Line(key="second01", text="Hello 7.")


@pytest.mark.parametrize(
    ("zone", "style"),
    [
        ("UTC", DEFAULT),
        ("Europe/London", ReadingStyle("dmy")),
        ("Australia/Sydney", ReadingStyle("dmy")),
        ("America/Chicago", ReadingStyle("mdy", english_and=False)),
        ("Asia/Shanghai", ReadingStyle("ymd")),
        ("Asia/Hong_Kong", ReadingStyle("dmy")),
        ("Nowhere/Land", DEFAULT),
    ],
)
def test_what_is_usual_follows_the_place(zone, style):
    assert reading_style.usual_in(zone) == style


def test_choices_go_before_what_is_usual_and_are_logged(in_alices, alice):
    in_alices.time_zone = "Europe/London"
    assert reading_style.style_of(in_alices) == ReadingStyle("dmy")
    reading_style.choose(values={"date_order": "mdy", "emoji": "named"})
    assert reading_style.style_of(in_alices) == ReadingStyle("mdy", emoji="named")
    reading_style.choose(values={"date_order": None})
    assert reading_style.style_of(in_alices) == ReadingStyle("dmy", emoji="named")
    reading_style.choose(values={"emoji": "named"})
    logged = Entry.objects.filter(action="workspace.reading_changed").order_by("created_at")
    assert [each.details for each in logged] == [
        {"date_order": "mdy", "emoji": "named"}, {"date_order": ""},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "values", [{"date_order": "ydm"}, {"emoji": 3}, {"old_verse": "yes"}, {"colour": "red"}]
)
def test_a_choice_that_there_is_not_is_refused(in_alices, values):
    with pytest.raises(Refused) as refusal:
        reading_style.choose(values=values)
    assert refusal.value.param == next(iter(values))


def test_a_job_keeps_the_style_that_it_was_planned_in(in_alices):
    reading_style.choose(values={"date_order": "dmy"})
    job = submit(tenant=in_alices, order=Order(text="On 03/04/2026.", voice="af_heart"))
    reading_style.choose(values={"date_order": None})
    job = Job.objects.get(id=job.id)
    assert reading_style.of_job(job) == ReadingStyle("dmy")
    assert reading_style.style_of(in_alices) == DEFAULT


def test_only_lines_that_are_read_otherwise_become_other_sounds(in_alices):
    before = {line: Sounding(in_alices, Settings()).of(line).digest for line in (DATED, PLAIN)}
    reading_style.choose(values={"date_order": "dmy", "emoji": "named", "english_and": False})
    now = {line: Sounding(in_alices, Settings()).of(line) for line in (DATED, PLAIN)}
    assert now[PLAIN].digest == before[PLAIN] and now[DATED].digest != before[DATED]
    assert now[DATED].passage.style.date_order == "dmy"


def test_the_worker_says_it_in_the_style_of_the_job(kokoro, alice):
    engine = Listening(kokoro)
    with in_tenant(alice.tenant):
        reading_style.choose(values={"date_order": "dmy"})
        submit(tenant=alice.tenant, order=Order(text="03/04/2026", voice="af_heart"))
        reading_style.choose(values={"date_order": "mdy"})
    Worker(engine, name="test").run_until_idle()
    [[span]] = engine.heard
    assert span.text.startswith("the third of April")


def test_each_setting_counts_only_where_it_is_heard(in_alices):
    reading_style.choose(values={"emoji": "named"})
    line = Line(key="first001", text="Well done 👍, all 7 of you.")
    before = Sounding(in_alices, Settings()).of(line).digest
    reading_style.choose(values={"date_order": "dmy", "blanks": "pause"})
    assert Sounding(in_alices, Settings()).of(line).digest == before
    reading_style.choose(values={"emoji": "skipped"})
    assert Sounding(in_alices, Settings()).of(line).digest != before
