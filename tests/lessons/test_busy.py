"""Where an installation is busy, lines that somebody waits for are refused and others queued."""

import pytest

from lessons.models import Lesson
from lessons.services import first_lesson, making, readings
from synthesis.monitoring import admission
from tenants.refusal import Refused
from tests.lessons.conftest import make_all
from tests.lessons.test_making import state_of
from tests.synthesis.monitoring.test_admission import enqueue

pytestmark = pytest.mark.usefixtures("one_second_in_a_second")


@pytest.fixture
def one_second_in_a_second(monkeypatch):
    """All workers together make a second of audio in a second."""
    monkeypatch.setattr(admission, "total_speed", lambda engine: 1.0)
    admission.forget()
    yield
    admission.forget()


@pytest.fixture
def busy(viewer):
    """Make it so that 90 seconds of others' speech come before anything of Alice's."""

    def busy() -> None:
        enqueue(viewer.tenant, "job_elsewhere", 90, interactive=True)
        admission.forget()

    return busy


def refused(act, **arguments) -> None:
    with pytest.raises(Refused) as refusal:
        act(**arguments)
    assert (refusal.value.code, refusal.value.status) == ("busy", 429)
    assert refusal.value.headers["Retry-After"] == "30"


def test_lines_from_here_on_are_refused_and_the_whole_lesson_is_queued(viewer, write, busy):
    lesson = write()
    first = lesson.document(viewer.tenant).lines[0].key
    busy()
    refused(making.make, viewer=viewer, lesson=lesson, start=first, interactive=True)
    assert state_of(viewer, lesson) == ["none"] * 3
    making.make(viewer=viewer, lesson=lesson)
    assert state_of(viewer, lesson) == ["waiting"] * 3


def test_a_line_that_is_not_said_differently_stays_as_it_was(viewer, write, drawing, busy):
    lesson = write()
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    before = lesson.document(viewer.tenant)
    busy()
    refused(making.say_differently, viewer=viewer, lesson=lesson, key=before.lines[0].key)
    assert state_of(viewer, lesson) == ["ready"] * 3
    assert lesson.document(viewer.tenant) == before


def test_a_reading_is_not_previewed(viewer, write, busy):
    lesson = write()
    key = lesson.document(viewer.tenant).lines[0].key
    busy()
    word = {"key": key, "start": 0, "end": 4, "reading": None}
    refused(readings.preview, viewer=viewer, lesson=lesson, **word)


def test_a_first_lesson_that_is_refused_leaves_nothing(viewer, busy):
    busy()
    refused(first_lesson.begin, viewer=viewer, language="en")
    assert not Lesson.objects.exists()


def test_who_jumps_to_another_line_does_not_wait_for_the_lines_before(viewer, write, monkeypatch):
    monkeypatch.setattr(admission, "FRESH_SECONDS", 60.0)
    lesson = write(" ".join(f"Line {at} of many lines, which take long." for at in range(40)))
    lines = lesson.document(viewer.tenant).lines
    for at in (0, 20, 30):
        made = making.make(viewer=viewer, lesson=lesson, start=lines[at].key, interactive=True)
        assert lines[at].key in made.submitted
        # Another request of this process looks at the queue as it is now.
        admission.forget()
        admission._look("kokoro")
