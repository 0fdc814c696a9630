"""Celery tasks. They take no arguments: each looks in Postgres for what there is to do."""

from celery import shared_task

from webhooks import courier


@shared_task
def deliver_due() -> None:
    """Start delivering the events that are due, if there are any."""
    courier.wake()
