from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_first_plans")]

    operations = [migrations.RenameField("meterdifference", "told_units", "reported_units")]
