from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_kept_how_long")]

    operations = [
        migrations.AddField(
            model_name="subscription",
            name="ended_by_closing",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="It ends with its period as an owner closed the workspace, not by the "
                "customer.",
            ),
        )
    ]
