"""Celery tasks. None carries an id: each looks into Postgres for what there is to do."""

from celery import shared_task

from webhooks import courier, outbox


@shared_task
def deliver_due() -> None:
    """There may be events to send."""
    courier.wake()


@shared_task
def forget_deliveries() -> int:
    """Delete what is of no interest any more."""
    return outbox.forget_old()
