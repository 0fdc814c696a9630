from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tone", "0001_initial")]

    operations = [migrations.RenameField("tonedefault", "emotion", "mood")]
