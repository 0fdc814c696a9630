from django.db import migrations

MINUTE = 60_000

# Lengths in minutes of audio, money in US cents.
PLANS = {
    "trial": {
        "name": "Trial",
        "position": 1,
        "included": 300,
        "daily": 10,
        "monthly": 300,
        "concurrency": 1,
        "weight": 1.0,
        "max_sample_rate": 24_000,
        "max_characters": 20_000,
        "max_voices": 5,
        "seats": 5,
        "history_days": 90,
        "requests_per_minute": 60,
        "token_requests_per_minute": 60,
        "queued_jobs": 20,
    },
    "school": {
        "name": "School",
        "position": 2,
        "price": 2_900,
        "included": 600,
        "extra_minute": 5,
        "daily": 120,
        "monthly": 3_000,
        "concurrency": 2,
        "weight": 2.0,
        "max_sample_rate": 24_000,
        "max_characters": 100_000,
        "max_voices": 50,
        "seats": 50,
        "history_days": 730,
        "requests_per_minute": 600,
        "token_requests_per_minute": 300,
        "queued_jobs": 200,
    },
    "campus": {
        "name": "Campus",
        "position": 3,
        "price": 24_900,
        "included": 6_000,
        "extra_minute": 4,
        "daily": 1_200,
        "concurrency": 4,
        "weight": 4.0,
        "max_sample_rate": 48_000,
        "max_characters": 300_000,
        "max_voices": 500,
        "requests_per_minute": 3000,
        "token_requests_per_minute": 1000,
        "queued_jobs": 2000,
    },
}


def add_plans(apps, schema_editor):
    plan = apps.get_model("billing", "Plan")
    for code, figures in PLANS.items():
        fields = dict(figures)
        fields["included_ms"] = fields.pop("included") * MINUTE
        fields["daily_ms"] = fields.pop("daily") * MINUTE
        if "monthly" in fields:
            fields["monthly_ms"] = fields.pop("monthly") * MINUTE
        plan.objects.get_or_create(code=code, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    operations = [migrations.RunPython(add_plans, migrations.RunPython.noop)]
