from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_retention_run")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="deletes_at",
            field=models.DateTimeField(
                editable=False,
                help_text="An owner closed it: it is deleted then (accounts.closing, "
                "tenants.closing).",
                null=True,
            ),
        )
    ]
