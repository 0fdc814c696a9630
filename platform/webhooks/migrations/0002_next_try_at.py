from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_initial")]

    # RenameField does not rename the field in the index's condition: the index is made anew.
    operations = [
        migrations.RemoveIndex("delivery", "delivery_due"),
        migrations.RenameField("delivery", "next_attempt_at", "next_try_at"),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["next_try_at"],
                name="delivery_due",
                condition=models.Q(next_try_at__isnull=False),
            ),
        ),
    ]
