"""A role loads only model files that are those of the installation."""

import logging
import time
from collections.abc import Sequence

from django.db import Error, connection

from runtime.model_store import pins
from telemetry.process_state import this_process

log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0


def wait_for_files(engines: Sequence[str]) -> None:
    """Return once the files of these engines are whole and pinned; until then, say what is wrong.

    The process is not ready meanwhile. A file that is mended is found by itself.
    """
    said = None
    while (problem := _problem(engines)) is not None:
        if problem != said:
            log.error("%s", problem)
        said = this_process.obstacle = problem
        this_process.move()
        time.sleep(RETRY_SECONDS)
    this_process.obstacle = None


def _problem(engines: Sequence[str]) -> str | None:
    try:
        return pins.problem_here(engines)
    except OSError as error:
        return f"a model file can't be read: {error}"
    except Error:
        return "the database can't be asked which model files are this installation's"
    finally:
        connection.close()
