import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def as_made(apps, schema_editor) -> None:
    apps.get_model("lessons", "LineTake").objects.update(had_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("lessons", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="linetake",
            name="had_at",
            field=models.DateTimeField(
                auto_now_add=True,
                default=django.utils.timezone.now,
                help_text="When the line had it last.",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(as_made, migrations.RunPython.noop),
        migrations.AlterModelOptions(name="linetake", options={"ordering": ["-had_at", "-id"]}),
    ]
