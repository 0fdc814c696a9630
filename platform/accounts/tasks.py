"""Celery tasks. They take no arguments: each looks in Postgres for what there is to do."""

from celery import shared_task

from accounts import workspace_mails


@shared_task
def send_mails() -> int:
    """Send members the mails about their workspaces that wait."""
    return workspace_mails.send_waiting()
