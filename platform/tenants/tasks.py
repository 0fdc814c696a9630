"""Celery tasks. They take no arguments: each looks in Postgres for what there is to do."""

from celery import shared_task

from tenants import closing, retention
from tenants.stores import tidying


@shared_task
def delete_what_is_old() -> bool:
    """Go on with tonight's deletion of what is older than it is kept."""
    return retention.work()


@shared_task
def tidy_files() -> int:
    """Delete files that nobody refers to."""
    return tidying.work()


@shared_task
def delete_closed() -> int:
    """Delete a workspace that an owner closed, once its grace is over."""
    return closing.delete_due()
