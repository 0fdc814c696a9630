"""The tasks that run by themselves, and how often: seconds, or a time of day in UTC."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "keep-warm": {
        "task": "synthesis.tasks.keep_warm",
        "schedule": 120.0,
        "options": {"expires": 60},
    },
    "sweep": {"task": "synthesis.tasks.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "webhooks": {
        "task": "webhooks.tasks.deliver_due",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "forget-webhooks": {"task": "webhooks.tasks.forget_deliveries", "schedule": 3600.0},
    "forget-answers": {"task": "idempotency.tasks.forget_answers", "schedule": 3600.0},
    # Applies changes of a plan to running tenants within a minute.
    "plans": {
        "task": "synthesis.tasks.follow_plans",
        "schedule": 20.0,
        "options": {"expires": 20},
    },
    "notices": {"task": "billing.tasks.mail_notices", "schedule": 60.0, "options": {"expires": 60}},
    "metering": {"task": "billing.tasks.report", "schedule": 60.0, "options": {"expires": 60}},
    "lessons": {"task": "lessons.tasks.tidy_up", "schedule": crontab(minute=11)},
    "history": {"task": "synthesis.tasks.forget_old_jobs", "schedule": crontab(minute=43)},
    "reconcile": {"task": "billing.tasks.reconcile", "schedule": crontab(minute=17, hour=3)},
}
