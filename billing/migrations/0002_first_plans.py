from django.db import migrations

MINUTE = 60_000

PLANS = [
    # code, name, daily minutes, concurrency, weight, sample rate, characters, voices
    ("trial", "Trial", 10, 1, 1.0, 24_000, 20_000, 5),
    ("school", "School", 120, 2, 2.0, 24_000, 100_000, 50),
    ("campus", "Campus", 1_200, 4, 4.0, 48_000, 300_000, 500),
]


def add_plans(apps, schema_editor):
    plan = apps.get_model("billing", "Plan")
    for code, name, minutes, concurrency, weight, rate, characters, voices in PLANS:
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
            },
        )


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    operations = [migrations.RunPython(add_plans, migrations.RunPython.noop)]
