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
    "exports": {
        "task": "workspace_exports.tasks.make_due",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "mails": {"task": "accounts.tasks.send_mails", "schedule": 10.0, "options": {"expires": 10}},
    # Applies changes of a plan to running tenants within a minute.
    "plans": {
        "task": "synthesis.tasks.follow_plans",
        "schedule": 20.0,
        "options": {"expires": 20},
    },
    "notices": {"task": "billing.tasks.mail_notices", "schedule": 60.0, "options": {"expires": 60}},
    "closing": {
        "task": "tenants.tasks.delete_closed",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "ending": {
        "task": "billing.tasks.end_with_workspaces",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "metering": {"task": "billing.tasks.report", "schedule": 60.0, "options": {"expires": 60}},
    # Does nothing once tonight's run is through.
    "retention": {
        "task": "tenants.tasks.delete_what_is_old",
        "schedule": 20.0,
        "options": {"expires": 20},
    },
    "files": {"task": "tenants.tasks.tidy_files", "schedule": crontab(minute=29)},
    "reconcile": {"task": "billing.tasks.reconcile", "schedule": crontab(minute=17, hour=3)},
}
