import pytest
from django.core.management import call_command

OURS = [
    "accounts",
    "activity",
    "billing",
    "dictionary",
    "dispatch",
    "enrolment",
    "idempotency",
    "lessons",
    "links",
    "synthesis",
    "tenants",
    "tone",
    "usage",
    "voices",
    "webhooks",
]


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", *OURS, check=True, dry_run=True, verbosity=0)
