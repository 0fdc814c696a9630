from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0003_who_listens_already")]

    operations = [
        migrations.AddField(
            model_name="queueentry",
            name="in_order",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="One segment at a time: each goes on from the one before it.",
            ),
        ),
    ]
