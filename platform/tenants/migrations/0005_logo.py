from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_profile")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="logo",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="The digest of its file (tenants.logos); empty: there is none.",
                max_length=32,
            ),
        )
    ]
