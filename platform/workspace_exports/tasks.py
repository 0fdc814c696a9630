"""Celery tasks. They take no arguments: each looks in Postgres for what there is to do."""

from celery import shared_task

from workspace_exports import running


@shared_task
def make_due() -> int:
    """Start children for the exports that are due; returns how many."""
    return running.tick()
