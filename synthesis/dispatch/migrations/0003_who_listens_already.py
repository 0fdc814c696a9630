from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0002_lease_leased_until")]

    operations = [
        migrations.AddField(
            model_name="queueentry",
            name="begun",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="A segment of it was claimed since it is here.",
            ),
        ),
    ]
