from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_ended_by_closing")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="heard_back",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Lines of engines that draw their takes are heard back before they "
                "count.",
            ),
        ),
        migrations.AddField(
            model_name="planoverride",
            name="heard_back",
            field=models.BooleanField(blank=True, null=True),
        ),
    ]
