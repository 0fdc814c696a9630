"""Celery tasks. They take no arguments: each looks in Postgres for what there is to do."""

from celery import shared_task

from accounts import closing
from accounts.mails import queued_mail


@shared_task
def send_mails() -> int:
    """Send the mails that wait; returns how many were sent."""
    closing.take_over_due_mails()
    return queued_mail.send_due()
