import logging

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def send(task: str, *args: object, queue: str = "general") -> None:
    """Tell the workers of a queue that there may be work.

    Work itself lies in Postgres and beat sends ticks as well, so one that can't be sent is
    logged and forgotten.
    """
    try:
        current_app.send_task(task, args, queue=queue, retry=False)
    except OperationalError as error:
        log.warning("tick %s not sent: %s", task, error)
