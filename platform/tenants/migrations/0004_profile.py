import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_deletes_at")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="language",
            field=models.CharField(
                blank=True,
                choices=settings.LANGUAGES,
                db_default="",
                default="",
                help_text="Of mails to people whose own is not known. Empty: all languages.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="zone_changed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(db_index=True, max_length=40)),
                ("until", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="tenants.tenant",
                    ),
                ),
            ],
        ),
    ]
