"""Celery tasks. None carries an id: each looks into Postgres for what there is to do."""

from celery import shared_task

from billing import gateway as gateways
from billing import metering, notices, reconciliation, sending


@shared_task
def mail_notices() -> int:
    """Send the notices that wait."""
    return notices.mail_waiting()


@shared_task
def report() -> int:
    """Freeze the hours that are over, and tell the provider what is due."""
    metering.freeze()
    gateway = gateways.current()
    return sending.send_due(gateway) if gateway else 0


@shared_task
def reconcile() -> int:
    """Compare what the provider has counted and says with what is here."""
    gateway = gateways.current()
    return reconciliation.reconcile(gateway) if gateway else 0
