from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="segment",
            name="timed_words",
            field=models.JSONField(help_text="When each word is heard (WordTimes).", null=True),
        )
    ]
