from django.db import migrations

MINUTE = 60_000

PLANS = [
    # code, name, daily minutes, concurrency, weight, sample rate, characters, voices,
    # requests a minute of the workspace and of a token, unfinished jobs
    ("trial", "Trial", 10, 1, 1.0, 24_000, 20_000, 5, 60, 60, 20),
    ("school", "School", 120, 2, 2.0, 24_000, 100_000, 50, 600, 300, 200),
    ("campus", "Campus", 1_200, 4, 4.0, 48_000, 300_000, 500, 3_000, 1_000, 2_000),
]


def add_plans(apps, schema_editor):
    plan = apps.get_model("billing", "Plan")
    for code, name, minutes, concurrency, weight, rate, characters, voices, *asked in PLANS:
        requests, token_requests, jobs = asked
        plan.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "daily_ms": minutes * MINUTE,
                "concurrency": concurrency,
                "weight": weight,
                "max_sample_rate": rate,
                "max_characters": characters,
                "max_voices": voices,
                "requests_per_minute": requests,
                "token_requests_per_minute": token_requests,
                "queued_jobs": jobs,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    operations = [migrations.RunPython(add_plans, migrations.RunPython.noop)]
