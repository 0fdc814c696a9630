from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0003_words_of_statements")]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="synthetic",
            field=models.FloatField(
                help_text="How far over the limit it sounds like a machine.", null=True
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="apart",
            field=models.FloatField(
                help_text="Log odds, over the limit, that the latest clip was made elsewhere.",
                null=True,
            ),
        ),
    ]
