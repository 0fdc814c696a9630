from django.db import migrations, models

import tenants.sealing.sealed_fields


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0008_line_checks")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="continuity",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Each sentence is spoken as the continuation of those before it, in order.",
            ),
        ),
        migrations.AddField(
            model_name="segment",
            name="kept",
            field=tenants.sealing.sealed_fields.SealedJSONField(
                bound_to=("job_id", "index"),
                help_text="What its engine kept of it, for the sentences after it (Before).",
                null=True,
            ),
        ),
    ]
