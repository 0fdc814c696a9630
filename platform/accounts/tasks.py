"""Celery tasks. They take no arguments: each looks in Postgres for what there is to do."""

from celery import shared_task

from accounts.mails import queued_mail, workspace_mails


@shared_task
def send_mails() -> int:
    """Send the mails that wait: about people's accounts, and about members' workspaces."""
    return queued_mail.send_due() + workspace_mails.send_waiting()
