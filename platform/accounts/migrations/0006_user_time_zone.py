from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_due_mail")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="time_zone",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of times on pages. Empty: that of the device.",
                max_length=64,
                verbose_name="time zone",
            ),
        )
    ]
