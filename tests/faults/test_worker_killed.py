"""kill -9 at every moment of a segment's life; another worker takes over."""

import pytest
from django.core.management import call_command

from tests.faults.proof import (
    assert_idle,
    assert_made,
    assert_sound,
    settle,
    submit,
)

MOMENTS = [
    # (where the worker dies, which time it is there)
    ("claim not committed", 1),
    ("claim not committed", 2),
    ("claimed", 2),
    ("in a step", 3),
    ("in a step", 9),
    ("a segment is spoken", 2),
    ("half a file", 2),
    ("file written", 2),
    ("finish not committed", 2),
    ("finished", 1),
]


@pytest.mark.parametrize(("moment", "nth"), MOMENTS)
def test_a_killed_worker_loses_nothing(workers, oak, moment, nth, capsys):
    job = submit(oak)
    first = workers.start(stand_at=moment, nth=nth)
    first.wait_until_it_stands()
    first.kill()
    assert_sound()
    workers.start()
    settle((oak, job))
    assert_made(oak, job)
    assert_idle()
    call_command("recount")
    assert capsys.readouterr().out == ""
