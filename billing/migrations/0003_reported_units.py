from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_first_plans")]

    operations = [
        migrations.RenameField("meterdifference", "told_units", "reported_units"),
        migrations.AlterField(
            "subscription",
            "suspension_reason",
            models.CharField(blank=True, help_text="Shown to the workspace.", max_length=200),
        ),
    ]
