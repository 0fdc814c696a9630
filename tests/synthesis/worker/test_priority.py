"""People's pages go before the engines on a machine that both share."""

import subprocess
import sys

from synthesis.worker.engine_process import AUTOGROUP, NICE


def test_an_engine_gives_way_to_pages_in_its_session_and_beside_others():
    program = (
        "import django, os; django.setup();"
        "from synthesis.worker import engine_process as e; e._let_pages_go_first();"
        "print(os.nice(0), e.AUTOGROUP.read_text().split()[-1] if e.AUTOGROUP.exists() else '')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    )
    alone, beside = ran.stdout.split(" ", 1)
    assert int(alone) == NICE
    assert beside.strip() == (str(NICE) if AUTOGROUP.exists() else "")
