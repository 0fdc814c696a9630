from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("runtime", "0001_model_pins")]

    operations = [
        migrations.AddField(
            model_name="modelpin",
            name="commit",
            field=models.CharField(
                db_default="",
                default="",
                help_text="Of a folder from the hub: the commit that all machines have.",
                max_length=64,
            ),
        ),
        migrations.AlterField(
            model_name="modelpin",
            name="name",
            field=models.CharField(
                help_text="`engine/file`, or `engine/` for a folder.",
                max_length=200,
                primary_key=True,
                serialize=False,
            ),
        ),
    ]
