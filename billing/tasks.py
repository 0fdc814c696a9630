"""Celery tasks. They take no arguments: each looks in Postgres for what there is to do."""

from celery import shared_task

from billing import ending, notices
from billing import gateway as gateways
from billing.reporting import metering, reconciliation, sending


@shared_task
def mail_notices() -> int:
    """Tell admins of the quotas that they have not been told of yet."""
    return notices.tell_waiting()


@shared_task
def report() -> int:
    """Make the reports of past hours, and send the provider those that are due."""
    metering.freeze()
    gateway = gateways.current()
    return sending.send_due(gateway) if gateway else 0


@shared_task
def reconcile() -> int:
    """Compare the provider's usage and subscriptions with ours."""
    gateway = gateways.current()
    return reconciliation.reconcile(gateway) if gateway else 0


@shared_task
def end_with_workspaces() -> int:
    """Have subscriptions of closed workspaces end, and those of restored ones go on."""
    gateway = gateways.current()
    return ending.follow_closing(gateway) if gateway else 0
